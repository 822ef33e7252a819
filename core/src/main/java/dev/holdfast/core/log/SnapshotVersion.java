package dev.holdfast.core.log;

import java.util.Comparator;

/**
 * Which of several snapshots of one sequence is newer; never written twice.
 *
 * @param era of the store's life
 * @param term of the owner that wrote it
 * @param counter of that owner's snapshots
 */
public record SnapshotVersion(long era, long term, long counter) implements Comparable<SnapshotVersion> {
    private static final Comparator<SnapshotVersion> ORDER = Comparator.comparingLong(SnapshotVersion::era)
            .thenComparingLong(SnapshotVersion::term)
            .thenComparingLong(SnapshotVersion::counter);

    @Override
    public int compareTo(SnapshotVersion other) {
        return ORDER.compare(this, other);
    }
}
