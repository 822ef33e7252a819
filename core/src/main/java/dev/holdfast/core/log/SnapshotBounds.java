package dev.holdfast.core.log;

/** Which snapshots are meant; all bounds are inclusive. */
public record SnapshotBounds(long minSequence, long maxSequence, long minMillis, long maxMillis) {
    /** Any. */
    public static final SnapshotBounds ANY = new SnapshotBounds(0, Long.MAX_VALUE, 0, Long.MAX_VALUE);

    boolean admit(long sequence, long takenAtMillis) {
        return sequence >= minSequence
                && sequence <= maxSequence
                && takenAtMillis >= minMillis
                && takenAtMillis <= maxMillis;
    }
}
