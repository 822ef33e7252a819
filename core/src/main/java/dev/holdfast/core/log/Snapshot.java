package dev.holdfast.core.log;

import java.util.List;
import java.util.Optional;

/**
 * What an id had come to be at a sequence, so that older events need not be replayed.
 *
 * @param position of the shard's last commit when it was taken; it counts only if the log reaches that far
 * @param takenAtMillis wall clock, for those who ask for snapshots by time
 * @param payload the state; empty when there was none to save
 * @param tail events after the sequence that nobody could apply, kept aside so that their segment can go
 */
public record Snapshot(
        String id,
        long sequence,
        SnapshotVersion version,
        long position,
        long takenAtMillis,
        Optional<Payload> payload,
        List<Entry.Event> tail) {
    public Snapshot {
        tail = List.copyOf(tail);
    }

    /** Up to which sequence it makes older rows dispensable. */
    public long covers() {
        return tail.isEmpty() ? sequence : tail.getLast().sequence();
    }

    /** The same without its bytes, as lists of snapshots have it. */
    public Snapshot bare() {
        return new Snapshot(id, sequence, version, position, takenAtMillis, payload.map(_ -> Payload.EMPTY), tail);
    }
}
