package dev.holdfast.sim.history;

import dev.holdfast.sim.history.Operation.Result;
import dev.holdfast.sim.model.Phase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The earliest times at which the facts of a log can have taken effect, given what clients were told.
 *
 * <p>An answer that was given at version v by an operation from s to e says two things: fact v came no later than e,
 * and fact v + 1 no earlier than s. Where several versions would do, as for a refusal, it is given at the latest that
 * can have come by e. All of this only ever pushes times up, so pushing no further than each thing demands gives the
 * least times; if they come too late for somebody, so do all others. Versions are settled from the last down: what is
 * pushed up because fact b comes too late lies below b.
 */
final class Timeline {
    private final Case given;
    private final int last;
    /** By version, from 0; the last stands for what never happened. */
    private final long[] times;
    /** The operation because of which that time is not earlier; null for its commit, or nothing. */
    private final @Nullable Operation[] reasons;

    private final LegalVersions legal;
    private final List<Operation> knowing = new ArrayList<>();
    private final List<Operation> somewhen = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();

    Timeline(Case given) {
        this.given = given;
        this.last = given.course().last();
        this.times = new long[last + 2];
        this.reasons = new @Nullable Operation[last + 2];
        this.legal = new LegalVersions(given);
        Arrays.fill(times, Long.MIN_VALUE);
        times[last + 1] = Long.MAX_VALUE;
        for (int version = 1; version <= last; version++) {
            times[version] = given.earliest(version);
            long time = times[version];
            reasons[version] = given.origin(version)
                    .filter(origin -> origin.startNanos() == time)
                    .orElse(null);
        }
    }

    /** It was answered when this version was there. */
    void knows(Operation operation, int version) {
        if (version > 0) {
            knowing.add(operation);
        }
    }

    /** It was answered when this was the version. */
    void sees(Operation operation, int version) {
        knows(operation, version);
        raise(version + 1, operation);
    }

    /** It was answered at one of the versions that allow its answer. */
    void isAnsweredSometime(Operation operation) {
        somewhen.add(operation);
    }

    /** No version allows its answer. */
    void isWrong(Operation operation) {
        broken.add(operation.told() + ": the log " + has(operation));
    }

    List<String> broken() {
        settle();
        for (Operation operation : knowing) {
            int version = version(operation);
            if (times[version] > end(operation)) {
                broken.add(operation.told() + ": too early, for " + why(version));
            }
        }
        return List.copyOf(broken);
    }

    private void raise(int version, Operation because) {
        if (version <= last && because.startNanos() > times[version]) {
            times[version] = because.startNanos();
            reasons[version] = because;
        }
    }

    /** Lets later facts come no earlier than earlier ones, then moves each answer to a version that allows it. */
    private void settle() {
        for (int version = 1; version <= last; version++) {
            inherit(version);
        }
        List<List<Operation>> waiting = new ArrayList<>();
        for (int version = 0; version <= last; version++) {
            waiting.add(List.of());
        }
        PrefixMaximum pushed = new PrefixMaximum(last + 1);
        for (Operation operation : somewhen) {
            move(operation, latestBy(end(operation)), waiting, pushed);
        }
        for (int version = last; version >= 1; version--) {
            Operation because = pushed.reason(version);
            if (because != null && because.startNanos() > times[version]) {
                times[version] = because.startNanos();
                reasons[version] = because;
            }
            for (Operation operation : waiting.get(version)) {
                if (times[version] > end(operation)) {
                    move(operation, version - 1, waiting, pushed);
                }
            }
        }
    }

    private void inherit(int version) {
        if (times[version] < times[version - 1]) {
            times[version] = times[version - 1];
            reasons[version] = reasons[version - 1];
        }
    }

    /** Takes the operation to have been answered at the last version up to this one that allows it. */
    private void move(Operation operation, int atMost, List<List<Operation>> waiting, PrefixMaximum pushed) {
        int version = legal.lastFor(operation, atMost);
        if (version < 0) {
            broken.add(operation.told() + ": no version that can have been there by its end allows that; the last is "
                    + atMost + " " + given.course().at(atMost).phase());
            return;
        }
        pushed.push(version + 1, operation);
        if (waiting.get(version).isEmpty()) {
            waiting.set(version, new ArrayList<>());
        }
        waiting.get(version).add(operation);
    }

    /** The last version that can have been there by then, for all that is known so far. */
    private int latestBy(long moment) {
        int low = 0;
        int high = last;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (times[middle] <= moment) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private static int version(Operation operation) {
        return switch (operation.result()) {
            case Result.Accepted(long sequence) -> (int) sequence;
            case Result.Seen(long sequence, Phase _) -> (int) sequence;
            case Result.Refused _, Result.Unknown _ -> 0;
        };
    }

    private static long end(Operation operation) {
        return operation.endNanos().orElse(Long.MAX_VALUE);
    }

    private String why(int version) {
        Operation because = reasons[version];
        if (because == null) {
            return "fact " + version + " came after the commit of itself or of an earlier one, at " + times[version];
        }
        return "fact " + version + " came after the start of: " + because.told();
    }

    private String has(Operation operation) {
        return operation.result() instanceof Result.Seen(long sequence, Phase _) && sequence >= 0 && sequence <= last
                ? "was " + given.course().at((int) sequence).phase() + " at " + sequence
                : "has the facts 1 to " + last;
    }
}
