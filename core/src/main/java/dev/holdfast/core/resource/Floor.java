package dev.holdfast.core.resource;

import dev.holdfast.core.shared.Epoch;

/**
 * The highest numbers of any archived id of a shard. An id of which nothing is remembered starts above them, so that
 * neither a sequence nor an epoch is ever used twice.
 */
public record Floor(long sequence, Epoch epoch) {
    /** Of a shard from which nothing was archived yet. */
    public static final Floor NONE = new Floor(0, Epoch.NONE);

    /** The floor after archiving an id with these highest numbers. */
    public Floor raisedTo(Floor other) {
        return new Floor(Math.max(sequence, other.sequence), Epoch.later(epoch, other.epoch));
    }
}
