package dev.holdfast.sim.history;

import dev.holdfast.sim.model.Fact;
import java.util.List;

/**
 * What the log holds of one key.
 *
 * @param facts in order
 * @param committedNanos when each was committed, by the clock of the history; empty when that is not known
 */
public record FactLog(List<Fact> facts, List<Long> committedNanos) {
    /** Of a key that was never written. */
    public static final FactLog EMPTY = new FactLog(List.of(), List.of());

    public FactLog {
        facts = List.copyOf(facts);
        committedNanos = List.copyOf(committedNanos);
        if (!committedNanos.isEmpty() && committedNanos.size() != facts.size()) {
            throw new IllegalArgumentException(
                    "committedNanos: " + committedNanos.size() + " times for " + facts.size() + " facts");
        }
    }

    /** With no times known. */
    public static FactLog of(List<Fact> facts) {
        return new FactLog(facts, List.of());
    }

    /** The earliest moment at which anybody can know of the fact at this version, counted from 1. */
    long committed(int version) {
        return committedNanos.isEmpty() ? Long.MIN_VALUE : committedNanos.get(version - 1);
    }
}
