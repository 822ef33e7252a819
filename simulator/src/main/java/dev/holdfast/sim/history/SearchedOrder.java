package dev.holdfast.sim.history;

import dev.holdfast.sim.history.LinearizableSearch.Timed;
import dev.holdfast.sim.history.LinearizableSearch.Verdict;
import dev.holdfast.sim.history.Operation.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Judges the history of one key by search, to check {@link SequenceOrder}: it means the same and is found quite another
 * way. The state is a version. The facts of the log are operations of the surroundings: the next one takes the version
 * on, at any time after its commit and after it was first asked for. Clients' answers change nothing and are possible
 * at the versions that allow them. What was never answered needs no place: if it had an effect, the log has its fact.
 */
public final class SearchedOrder {
    private sealed interface Happening {
        /** The fact of this version takes effect. */
        record FactAt(int version) implements Happening {}

        /** A client is answered. */
        record Answer(Operation operation) implements Happening {}
    }

    private final int budget;

    /** @param budget of {@link LinearizableSearch} */
    public SearchedOrder(int budget) {
        this.budget = budget;
    }

    public Verdict judge(FactLog log, List<Operation> operations) {
        Case given = new Case(log, operations);
        if (!given.broken().isEmpty()) {
            return Verdict.NOT;
        }
        List<Timed<Happening>> happenings = new ArrayList<>();
        for (Operation operation : operations) {
            if (!(operation.result() instanceof Result.Unknown)) {
                happenings.add(new Timed<>(
                        new Happening.Answer(operation), operation.startNanos(), operation.endNanos(), false));
            }
        }
        for (int version = 1; version <= given.course().last(); version++) {
            happenings.add(
                    new Timed<>(new Happening.FactAt(version), given.earliest(version), OptionalLong.empty(), false));
        }
        return new LinearizableSearch<Integer, Happening>(
                        (version, happening) -> after(given, version, happening), budget)
                .judge(0, happenings);
    }

    private static List<Integer> after(Case given, int version, Happening happening) {
        return switch (happening) {
            case Happening.FactAt(int own) -> own == version + 1 ? List.of(own) : List.of();
            case Happening.Answer(Operation operation) ->
                given.mayAnswer(operation, version) ? List.of(version) : List.of();
        };
    }
}
