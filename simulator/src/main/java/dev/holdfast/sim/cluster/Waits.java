package dev.holdfast.sim.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** How long questions of one kind, each asked beside those that hang, waited for an answer. For many threads. */
final class Waits {
    /** A question that was answered. */
    record Answered(long startNanos, long endNanos) {}

    private final ConcurrentLinkedQueue<Long> asked = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Answered> answers = new ConcurrentLinkedQueue<>();

    void asked(long nanos) {
        asked.add(nanos);
    }

    void answered(Answered answer) {
        answers.add(answer);
    }

    /** Whether a question that was asked after this moment was answered. */
    boolean answeredSince(long nanos) {
        return answers.stream().anyMatch(answer -> answer.startNanos() >= nanos);
    }

    /**
     * The longest that any question since this moment had to wait until it, or a later one, was answered; what still
     * waits has waited until now.
     */
    Duration longestSince(long fromNanos) {
        return longest(
                asked.stream().filter(start -> start >= fromNanos).toList(), List.copyOf(answers), System.nanoTime());
    }

    /** @param asked when questions were asked, whether answered or not */
    static Duration longest(List<Long> asked, List<Answered> answers, long now) {
        NavigableMap<Long, Long> ends = new TreeMap<>();
        answers.forEach(answer -> ends.merge(answer.startNanos(), answer.endNanos(), Math::min));
        long first = now;
        for (Map.Entry<Long, Long> answer : ends.descendingMap().entrySet()) {
            first = Math.min(first, answer.getValue());
            answer.setValue(first);
        }
        return Duration.ofNanos(asked.stream()
                .mapToLong(start -> Optional.ofNullable(ends.ceilingEntry(start))
                                .map(Map.Entry::getValue)
                                .orElse(now)
                        - start)
                .max()
                .orElse(0));
    }
}
