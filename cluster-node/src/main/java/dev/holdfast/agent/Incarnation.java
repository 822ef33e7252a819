package dev.holdfast.agent;

import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.Uid;
import java.util.Comparator;

/** An instance under one epoch: what a host runs, and what every assignment, report and driver call is about. */
public record Incarnation(Uid uid, Epoch epoch) implements Comparable<Incarnation> {
    private static final Comparator<Incarnation> ORDER =
            Comparator.comparing(Incarnation::uid).thenComparing(Incarnation::epoch);

    @Override
    public int compareTo(Incarnation other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return uid + " epoch " + epoch;
    }
}
