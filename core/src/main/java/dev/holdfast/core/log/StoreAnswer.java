package dev.holdfast.core.log;

import java.util.List;
import java.util.Optional;

/** What a store says. Only {@link Unavailable} means that nothing was done and nothing will be. */
public sealed interface StoreAnswer {
    /** The conditional write is durable. */
    record Applied() implements StoreAnswer {}

    /** The condition did not hold; the head was this. It may be one's own earlier try that made it so. */
    record Refused(Optional<Head> head) implements StoreAnswer {}

    /** The request may or may not have taken effect, or may still do so. */
    record Unknown(String why) implements StoreAnswer {}

    /** The request never left. */
    record Unavailable(String why) implements StoreAnswer {}

    /** The plain write is durable. */
    record Done() implements StoreAnswer {}

    record HintRead(Optional<Long> segment) implements StoreAnswer {}

    record HeadRead(Optional<Head> head) implements StoreAnswer {}

    record CommitsRead(List<Commit> commits) implements StoreAnswer {}

    record SnapshotRead(Optional<Snapshot> snapshot) implements StoreAnswer {}

    record SnapshotsListed(List<Snapshot> snapshots) implements StoreAnswer {}

    record HistoryRead(List<HistoryRow> rows) implements StoreAnswer {}
}
