package dev.holdfast.core.resource;

import java.time.Instant;

/**
 * A fact with its place in its resource's history. Deciders produce bare events; the shell stamps them, so that no
 * event has to repeat these three.
 *
 * @param sequence 1, 2, 3... within the resource, without gaps, across all lives of its name
 * @param at the wall clock of the node that decided
 * @param party who caused it
 */
public record Recorded<E>(long sequence, Instant at, Party party, E event) {
    public Recorded {
        if (sequence <= 0) {
            throw new IllegalArgumentException("a sequence begins at 1, not " + sequence);
        }
    }
}
