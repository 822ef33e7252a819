package dev.holdfast.core.log;

import java.util.Comparator;

/** Where a snapshot stands within its generation. */
public record SnapshotKey(String id, long sequence, SnapshotVersion version) implements Comparable<SnapshotKey> {
    private static final Comparator<SnapshotKey> ORDER = Comparator.comparing(SnapshotKey::id)
            .thenComparingLong(SnapshotKey::sequence)
            .thenComparing(SnapshotKey::version);

    public static SnapshotKey of(Snapshot snapshot) {
        return new SnapshotKey(snapshot.id(), snapshot.sequence(), snapshot.version());
    }

    @Override
    public int compareTo(SnapshotKey other) {
        return ORDER.compare(this, other);
    }
}
