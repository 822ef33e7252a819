package dev.holdfast.core.log;

import dev.holdfast.core.shared.Epoch;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a {@link ShardLog} is told. A token is the asker's own, unique name for one question. */
public sealed interface LogInput {
    /** Acquire the shard. */
    record Acquire() implements LogInput {}

    /** A store's answer to the request that was sent under this ticket. */
    record StoreAnswered(long ticket, StoreAnswer answer) implements LogInput {}

    /** The time of {@link ShardLog#wakeAt} has come. */
    record Wake() implements LogInput {}

    /** Finish what is queued, then give the shard up. */
    record Release() implements LogInput {}

    /**
     * Add events of one id, all or none.
     *
     * @param expected the id's last sequence, as the asker knows it
     * @param deadline until when the asker waits; after that it is told unavailable or unknown, as is true
     */
    record Append(long token, String id, long expected, List<NewEvent> events, Instant deadline) implements LogInput {}

    /** @param live the event as an object, handed to the view as it is */
    record NewEvent(Payload payload, Object live) {}

    /** The id's events up to a sequence need not be kept. */
    record Delete(long token, String id, long upTo, Instant deadline) implements LogInput {}

    /** Forget the id but for its numbers, if its last sequence is still this. */
    record Archive(long token, String id, long expected, Epoch epoch, Instant deadline) implements LogInput {}

    /** Is this still the owner? One read of the head serves all who wait. */
    record AskBarrier(long token, Optional<String> id, Instant deadline) implements LogInput {}

    /**
     * An id's events from a sequence to another, both inclusive, at most so many.
     *
     * @param onlyKept begin with the oldest that is kept, if that is later; else the load fails when some are not kept
     */
    record LoadEvents(long token, String id, long from, long to, long max, boolean onlyKept) implements LogInput {}

    /** The newest snapshot of an id within these bounds. */
    record LoadSnapshot(long token, String id, SnapshotBounds bounds) implements LogInput {}

    /** Keep this as a snapshot of an id whose commits up to this sequence are applied. */
    record SaveSnapshot(long token, String id, long sequence, long takenAtMillis, Payload payload)
            implements LogInput {}

    /** Forget an id's snapshots within these bounds. */
    record DeleteSnapshots(long token, String id, SnapshotBounds bounds) implements LogInput {}

    /** Nobody can apply this id's events, so no snapshot of it will come; keep its rows aside. */
    record KeepAside(String id) implements LogInput {}
}
