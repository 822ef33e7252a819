package dev.holdfast.core.log;

/**
 * How the terms of a shard grow. Each era of a store has a range of its own, above those of all earlier eras: so a head
 * shows of which life of the store it is, and an owner of an earlier life can neither write under it nor raise it.
 */
public final class Terms {
    /** An era has 2 to the power of this many terms; at a thousand acquires a second they last 34 years. */
    private static final int BITS = 40;

    private Terms() {}

    /** The lowest term of an era. */
    public static long first(long era) {
        return ((era - 1) << BITS) + 1;
    }

    /** The era to which a term belongs. */
    public static long eraOf(long term) {
        return ((term - 1) >> BITS) + 1;
    }

    /** The term that an owner of an era raises a shard to. */
    static long after(long term, long era) {
        return Math.max(term + 1, first(era));
    }
}
