package dev.holdfast.node.log;

import dev.holdfast.core.log.Payload;
import dev.holdfast.core.log.Snapshot;
import dev.holdfast.core.log.SnapshotBounds;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.snapshot.japi.SnapshotStore;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/** Pekko's snapshot store over shards' logs ({@code holdfast.log.snapshots}). */
public final class HoldfastSnapshotStore extends SnapshotStore {
    private final ShardLogs logs = ShardLogs.get(Adapter.toTyped(context().system()));
    private final EventBytes bytes = new EventBytes(context().system());

    @Override
    public Future<Optional<SelectedSnapshot>> doLoadAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
        ShardLogs.Location location = logs.locate(persistenceId);
        CompletableFuture<Optional<Snapshot>> loaded = new CompletableFuture<>();
        with(location, loaded, log -> log.tell(new LogMessage.LoadSnapshot(location.id(), bounds(criteria), loaded)));
        return FutureConverters.asScala(loaded.thenApply(found -> found.map(snapshot -> new SelectedSnapshot(
                new SnapshotMetadata(persistenceId, snapshot.sequence(), snapshot.takenAtMillis()),
                bytes.snapshotValue(snapshot.payload().orElse(Payload.EMPTY))))));
    }

    @Override
    public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
        ShardLogs.Location location = logs.locate(metadata.persistenceId());
        CompletableFuture<Void> saved = new CompletableFuture<>();
        with(
                location,
                saved,
                log -> log.tell(new LogMessage.SaveSnapshot(
                        location.id(), metadata.sequenceNr(), metadata.timestamp(), snapshot, saved)));
        return FutureConverters.asScala(saved);
    }

    @Override
    public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
        long sequence = metadata.sequenceNr();
        long millis = metadata.timestamp();
        return delete(
                metadata.persistenceId(),
                millis == 0
                        ? new SnapshotBounds(sequence, sequence, 0, Long.MAX_VALUE)
                        : new SnapshotBounds(sequence, sequence, millis, millis));
    }

    @Override
    public Future<Void> doDeleteAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
        return delete(persistenceId, bounds(criteria));
    }

    private Future<Void> delete(String persistenceId, SnapshotBounds bounds) {
        ShardLogs.Location location = logs.locate(persistenceId);
        CompletableFuture<Void> deleted = new CompletableFuture<>();
        with(location, deleted, log -> log.tell(new LogMessage.DeleteSnapshots(location.id(), bounds, deleted)));
        return FutureConverters.asScala(deleted);
    }

    private static SnapshotBounds bounds(SnapshotSelectionCriteria criteria) {
        return new SnapshotBounds(
                criteria.minSequenceNr(), criteria.maxSequenceNr(), criteria.minTimestamp(), criteria.maxTimestamp());
    }

    private <T> void with(
            ShardLogs.Location location, CompletableFuture<T> result, Consumer<ActorRef<LogMessage>> then) {
        logs.forPlugin(location.shard()).whenComplete((log, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else {
                then.accept(log);
            }
        });
    }
}
