package dev.holdfast.node.log;

import dev.holdfast.core.log.Entry;
import dev.holdfast.core.log.HistoryRow;
import dev.holdfast.core.log.LogOutput;
import dev.holdfast.core.log.Snapshot;
import dev.holdfast.core.log.SnapshotBounds;
import dev.holdfast.core.log.StoreAnswer;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.persistence.PersistentRepr;

/**
 * What a {@link ShardLogActor} is told; within one node only. Answers are called on the actor's thread and must only
 * pass on what they get.
 */
public sealed interface LogMessage extends NoSerializationVerificationNeeded {
    /** Who asks is told when the shard is owned, or that it will not be. */
    record Own(Consumer<Ownership> answer) implements LogMessage {}

    /** What became of the wish to work on a shard. */
    sealed interface Ownership {
        /** @param floor highest numbers of any archived id */
        record Granted(Floor floor) implements Ownership {}

        /** Not here; the code says whether it may be later. */
        record Denied(ErrorCode code, String why) implements Ownership {}
    }

    /**
     * Adds events of one id.
     *
     * @param expected the id's last sequence
     */
    record Append(String id, long expected, List<PersistentRepr> events, Consumer<Appended> answer)
            implements LogMessage {}

    /** What became of an append. */
    sealed interface Appended {
        /** It is durable. */
        record Done() implements Appended {}

        /** It did not happen and will not. */
        record Refused(LogOutput.Refusal why, String detail) implements Appended {}

        /** Nobody knows. */
        record Unknown() implements Appended {}

        /** It could not be written down at all. */
        record NotSerializable(Throwable cause) implements Appended {}
    }

    record Delete(String id, long upTo, Consumer<Appended> answer) implements LogMessage {}

    record Archive(String id, long expected, Epoch epoch, Consumer<Appended> answer) implements LogMessage {}

    record Barrier(Optional<String> id, Duration patience, Consumer<Proof> answer) implements LogMessage {}

    /** What came of a barrier. */
    sealed interface Proof {
        /**
         * This was the owner after the question.
         *
         * @param last the sequence that a copy of the id must have
         */
        record Passed(long last, Floor floor) implements Proof {}

        /** Not the owner, or nobody knows. */
        record Failed(LogOutput.Refusal why) implements Proof {}
    }

    record LoadEvents(String id, long from, long to, long max, boolean onlyKept, CompletableFuture<Loaded> answer)
            implements LogMessage {}

    /** @param last the id's highest sequence */
    record Loaded(List<Entry.Event> events, long last) {}

    record LoadSnapshot(String id, SnapshotBounds bounds, CompletableFuture<Optional<Snapshot>> answer)
            implements LogMessage {}

    record SaveSnapshot(String id, long sequence, long takenAtMillis, Object state, CompletableFuture<Void> answer)
            implements LogMessage {}

    record DeleteSnapshots(String id, SnapshotBounds bounds, CompletableFuture<Void> answer) implements LogMessage {}

    record ReadHistory(String id, long from, int limit, CompletableFuture<List<HistoryRow>> answer)
            implements LogMessage {}

    /** Nobody can apply this id's events. */
    record KeepAside(String id) implements LogMessage {}

    /** Finish what is queued, give the shard up, stop. */
    record Release() implements LogMessage {}

    /** A store's answer. */
    record Answered(long ticket, StoreAnswer answer) implements LogMessage {}

    /** The time has come that the log asked for. */
    record Wake() implements LogMessage {}
}
