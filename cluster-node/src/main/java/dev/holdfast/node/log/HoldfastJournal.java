package dev.holdfast.node.log;

import dev.holdfast.core.log.Entry;
import dev.holdfast.core.log.LogOutput;
import dev.holdfast.node.log.LogMessage.Appended;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/**
 * Pekko's journal over shards' logs ({@code holdfast.log.journal}).
 *
 * <p>What is certain not to have happened (fenced, unavailable, a stale copy, not serializable) is a rejection, which
 * the breaker does not count; only an unknown outcome fails the future. A replay gives exactly the events up to the
 * highest sequence, or fails: Pekko itself checks neither that the first one follows the snapshot nor that none is
 * missing.
 */
public final class HoldfastJournal extends AsyncWriteJournal {
    private final ShardLogs logs = ShardLogs.get(Adapter.toTyped(context().system()));
    private final EventBytes bytes = new EventBytes(context().system());

    /** All writes of one call are of one id; they reach its log in their order. */
    @Override
    public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(Iterable<AtomicWrite> messages) {
        List<AtomicWrite> writes = new ArrayList<>();
        messages.forEach(writes::add);
        ShardLogs.Location location = logs.locate(writes.getFirst().persistenceId());
        List<CompletableFuture<Optional<Exception>>> results = new ArrayList<>(writes.size());
        writes.forEach(_ -> results.add(new CompletableFuture<>()));
        logs.forPlugin(location.shard()).whenComplete((log, failure) -> {
            for (int i = 0; i < writes.size(); i++) {
                if (failure != null) {
                    results.get(i)
                            .complete(Optional.of(new LogUnavailableException(String.valueOf(failure.getMessage()))));
                } else {
                    append(log, location.id(), writes.get(i), results.get(i));
                }
            }
        });
        if (results.size() == 1) {
            return FutureConverters.asScala(results.getFirst().thenApply(List::of));
        }
        return FutureConverters.asScala(CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
                .thenApply(_ -> results.stream().map(CompletableFuture::join).toList()));
    }

    private static void append(
            ActorRef<LogMessage> log, String id, AtomicWrite write, CompletableFuture<Optional<Exception>> result) {
        log.tell(new LogMessage.Append(
                id,
                write.lowestSequenceNr() - 1,
                CollectionConverters.asJava(write.payload()),
                appended -> finish(write, appended, result)));
    }

    private static void finish(AtomicWrite write, Appended appended, CompletableFuture<Optional<Exception>> result) {
        switch (appended) {
            case Appended.Done() -> result.complete(Optional.empty());
            case Appended.Refused(LogOutput.Refusal why, String detail) ->
                result.complete(Optional.of(
                        why == LogOutput.Refusal.DAMAGED
                                ? new LogDamagedException(detail)
                                : new LogUnavailableException(why + ": " + detail)));
            case Appended.NotSerializable(Throwable cause) ->
                result.complete(Optional.of(cause instanceof Exception e ? e : new RuntimeException(cause)));
            case Appended.Unknown() ->
                result.completeExceptionally(new OutcomeUnknownException("whether sequence " + write.lowestSequenceNr()
                        + " of " + write.persistenceId() + " was written"));
        }
    }

    @Override
    public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
        ShardLogs.Location location = logs.locate(persistenceId);
        CompletableFuture<Void> result = new CompletableFuture<>();
        with(
                location,
                result,
                log -> log.tell(new LogMessage.Delete(location.id(), toSequenceNr, appended -> {
                    if (appended instanceof Appended.Done) {
                        result.complete(null);
                    } else {
                        result.completeExceptionally(new LogUnavailableException(appended.toString()));
                    }
                })));
        return FutureConverters.asScala(result);
    }

    @Override
    public Future<Void> doAsyncReplayMessages(
            String persistenceId,
            long fromSequenceNr,
            long toSequenceNr,
            long max,
            Consumer<PersistentRepr> replayCallback) {
        ShardLogs.Location location = logs.locate(persistenceId);
        CompletableFuture<LogMessage.Loaded> loaded = new CompletableFuture<>();
        with(
                location,
                loaded,
                log -> log.tell(
                        new LogMessage.LoadEvents(location.id(), fromSequenceNr, toSequenceNr, max, false, loaded)));
        CompletionStage<Void> replayed = loaded.thenAccept(found -> {
            for (Entry.Event event : found.events()) {
                replayCallback.accept(bytes.event(persistenceId, event.sequence(), event.payload()));
            }
        });
        return FutureConverters.asScala(replayed);
    }

    @Override
    public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long fromSequenceNr) {
        ShardLogs.Location location = logs.locate(persistenceId);
        CompletableFuture<LogMessage.Loaded> loaded = new CompletableFuture<>();
        with(
                location,
                loaded,
                log -> log.tell(
                        new LogMessage.LoadEvents(location.id(), Long.MAX_VALUE, Long.MAX_VALUE, 0, false, loaded)));
        return FutureConverters.asScala(loaded.thenApply(LogMessage.Loaded::last));
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
