package dev.holdfast.core.log;

import java.util.List;
import java.util.Optional;

/** What a {@link ShardLog} asks of a store. */
public sealed interface StoreRequest {
    ShardId shard();

    /** Where the search for the last segment should start; stale is safe. Answer: {@link StoreAnswer.HintRead}. */
    record ReadHint(ShardId shard) implements StoreRequest {}

    /** Answer: {@link StoreAnswer.Done}. */
    record WriteHint(ShardId shard, long segment) implements StoreRequest {}

    /** A linearizable read of a segment's head. Answer: {@link StoreAnswer.HeadRead}. */
    record ReadHead(ShardId shard, long segment) implements StoreRequest {}

    /**
     * Changes the head and adds the row together if the condition holds, else neither; durable before it is answered.
     * Answers: {@link StoreAnswer.Applied}, {@link StoreAnswer.Refused}, {@link StoreAnswer.Unknown},
     * {@link StoreAnswer.Unavailable}.
     */
    record CompareAndCommit(
            ShardId shard, long segment, Condition condition, HeadChange change, Optional<Commit> commit)
            implements StoreRequest {}

    /**
     * Commits of a segment from a position on, in order. Answer: {@link StoreAnswer.CommitsRead}.
     *
     * @param limit at most so many
     * @param bytes stop after about so many bytes, but give at least one
     */
    record ReadCommits(ShardId shard, long segment, long fromPosition, int limit, int bytes) implements StoreRequest {}

    /** Deletes the commits of a sealed segment and keeps its head. Answer: {@link StoreAnswer.Done}. */
    record DropCommits(ShardId shard, long segment) implements StoreRequest {}

    /** Answer: {@link StoreAnswer.Done}. */
    record PutSnapshot(ShardId shard, long generation, Snapshot snapshot) implements StoreRequest {}

    /** Answer: {@link StoreAnswer.SnapshotRead}. */
    record ReadSnapshot(ShardId shard, long generation, String id, long sequence, SnapshotVersion version)
            implements StoreRequest {}

    /**
     * Snapshots of a generation by (id, sequence, version), after a given one, with payloads or bare.
     *
     * @param after the last one already seen
     * @param limit at most so many
     * @param bytes stop after about so many bytes of payload, but give at least one
     */
    record ListSnapshots(
            ShardId shard, long generation, Optional<SnapshotKey> after, int limit, int bytes, boolean bare)
            implements StoreRequest {}

    /** One snapshot. Answer: {@link StoreAnswer.Done}. */
    record DeleteSnapshot(ShardId shard, long generation, SnapshotKey key) implements StoreRequest {}

    /** All of a generation. Answer: {@link StoreAnswer.Done}. */
    record DropGeneration(ShardId shard, long generation) implements StoreRequest {}

    /** Idempotent. Answer: {@link StoreAnswer.Done}. */
    record AppendHistory(ShardId shard, List<HistoryRow> rows) implements StoreRequest {
        public AppendHistory {
            rows = List.copyOf(rows);
        }
    }

    /** An id's copied events from a sequence on, in order. Answer: {@link StoreAnswer.HistoryRead}. */
    record ReadHistory(ShardId shard, String id, long fromSequence, int limit) implements StoreRequest {}
}
