package dev.holdfast.core.shared;

/**
 * The number of one attempt to have an instance on a host. It grows at every claim that is asked for, refused or not,
 * and never goes back, not even when a name is deleted and used again (invariant I4).
 *
 * @param value zero before the first attempt, then 1, 2, 3...
 */
public record Epoch(long value) implements Comparable<Epoch> {
    /** Before any attempt. */
    public static final Epoch NONE = new Epoch(0);

    public Epoch {
        if (value < 0) {
            throw new IllegalArgumentException("an epoch is never negative: " + value);
        }
    }

    public Epoch next() {
        return new Epoch(value + 1);
    }

    public boolean isAfter(Epoch other) {
        return value > other.value;
    }

    /** The later of two. */
    public static Epoch later(Epoch one, Epoch other) {
        return one.isAfter(other) ? one : other;
    }

    @Override
    public int compareTo(Epoch other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
