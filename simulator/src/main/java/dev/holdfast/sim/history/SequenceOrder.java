package dev.holdfast.sim.history;

import dev.holdfast.sim.history.Operation.Result;
import dev.holdfast.sim.model.Answers;
import dev.holdfast.sim.model.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Judges full histories in nearly linear time, because our answers carry the version that they speak of. All that is
 * left to find is when each fact of the log took effect: in the log's order, not before it was committed or first asked
 * for, and so that every answer was true at some moment between its operation's start and its end. {@link Timeline}
 * finds the earliest such times, or who stands in their way.
 *
 * <p>It holds that the log is contiguous and legal by the model and accepts each request id once; that what was
 * acknowledged is in it; that an operation that ended before another began knows no later version; that a read sees no
 * less than was known before it began, in the phase that belongs to it; and that a refusal was legal meanwhile.
 */
public final class SequenceOrder {
    private SequenceOrder() {}

    /** Judges all keys, each by itself: what is asked touches one instance only. */
    public static Judgement judge(Map<String, FactLog> logs, List<Operation> operations) {
        Map<String, List<Operation>> byKey = new TreeMap<>();
        for (String key : logs.keySet()) {
            byKey.put(key, new ArrayList<>());
        }
        for (Operation operation : operations) {
            byKey.computeIfAbsent(operation.key(), _ -> new ArrayList<>()).add(operation);
        }
        List<String> broken = new ArrayList<>();
        byKey.forEach((key, own) -> {
            for (String sentence :
                    judge(logs.getOrDefault(key, FactLog.EMPTY), own).broken()) {
                broken.add(key + ": " + sentence);
            }
        });
        return new Judgement(operations.size(), broken);
    }

    /** Judges the operations of one key. */
    public static Judgement judge(FactLog log, List<Operation> operations) {
        Case given = new Case(log, operations);
        if (!given.broken().isEmpty()) {
            return new Judgement(operations.size(), given.broken());
        }
        Timeline timeline = new Timeline(given);
        for (Operation operation : operations) {
            switch (operation.result()) {
                case Result.Accepted(long sequence) -> timeline.knows(operation, (int) sequence);
                case Result.Seen(long sequence, Phase phase) -> {
                    if (phase == Phase.ABSENT && sequence == 0) {
                        timeline.isAnsweredSometime(operation);
                    } else if (sequence < 1
                            || sequence > given.course().last()
                            || !given.mayAnswer(operation, (int) sequence)) {
                        timeline.isWrong(operation);
                    } else {
                        timeline.sees(operation, (int) sequence);
                    }
                }
                case Result.Refused(String code) -> {
                    if (!Answers.ofAnyTime(code)) {
                        timeline.isAnsweredSometime(operation);
                    }
                }
                case Result.Unknown() -> {}
            }
        }
        return new Judgement(operations.size(), timeline.broken());
    }
}
