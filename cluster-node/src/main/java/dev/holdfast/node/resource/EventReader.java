package dev.holdfast.node.resource;

import dev.holdfast.core.log.Entry;
import dev.holdfast.core.log.HistoryRow;
import dev.holdfast.core.log.LogOutput;
import dev.holdfast.core.log.Payload;
import dev.holdfast.core.resource.Recorded;
import dev.holdfast.core.resource.Resource;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.node.log.LogBytes;
import dev.holdfast.node.log.LogDamagedException;
import dev.holdfast.node.log.LogMessage;
import dev.holdfast.node.log.LogUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Tells what has happened to a resource, from its log and from the copies that are kept for readers when the log is
 * trimmed. The log is read first: what leaves it meanwhile is in the copies by then, so nothing falls between the two.
 */
final class EventReader<E> {
    private final Resource<?, ?, E, ?, ?> resource;
    private final LogBytes bytes;
    private final Duration patience;

    /** @param patience how long to wait for the proof that the shard is still owned */
    EventReader(Resource<?, ?, E, ?, ?> resource, LogBytes bytes, Duration patience) {
        this.resource = resource;
        this.bytes = bytes;
        this.patience = patience;
    }

    /** Answers the caller, on whatever thread the log answers on. */
    void read(ActorRef<LogMessage> log, ResourceMessage.ListEvents asked, Caller caller) {
        long from = asked.after() + 1;
        int limit = asked.limit();
        CompletableFuture<LogMessage.Loaded> kept = new CompletableFuture<>();
        log.tell(new LogMessage.LoadEvents(asked.id(), from, Long.MAX_VALUE, limit + 1L, true, kept));
        var _ = kept.thenCompose(loaded -> proven(log, asked.id(), loaded))
                .thenCompose(loaded -> {
                    CompletableFuture<List<HistoryRow>> copies = new CompletableFuture<>();
                    log.tell(new LogMessage.ReadHistory(asked.id(), from, limit + 1, copies));
                    return copies.thenApply(rows -> merge(rows, loaded.events(), limit));
                })
                .whenComplete(
                        (facts, failure) -> caller.answer(failure == null ? facts : refusal(asked.id(), failure)));
    }

    /** What an owner reads that has lost its shard unawares is old, and must not be told as if it were all there is. */
    private CompletionStage<LogMessage.Loaded> proven(ActorRef<LogMessage> log, String id, LogMessage.Loaded loaded) {
        CompletableFuture<LogMessage.Loaded> proven = new CompletableFuture<>();
        log.tell(new LogMessage.Barrier(Optional.of(id), patience, proof -> {
            switch (proof) {
                case LogMessage.Proof.Passed _ -> proven.complete(loaded);
                case LogMessage.Proof.Failed(LogOutput.Refusal why) ->
                    proven.completeExceptionally(
                            why == LogOutput.Refusal.DAMAGED
                                    ? new LogDamagedException("its shard has lost data")
                                    : new LogUnavailableException("not proven: " + why));
            }
        }));
        return proven;
    }

    private static Reply refusal(String id, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof LogUnavailableException
                ? new Reply.Refused(ErrorCode.UNAVAILABLE, "the events of " + id + " cannot be read right now")
                : new Reply.Refused(
                        ErrorCode.QUARANTINED, "the events of " + id + " cannot be read: " + cause.getMessage());
    }

    private Reply merge(List<HistoryRow> copies, List<Entry.Event> kept, int limit) {
        TreeMap<Long, Payload> found = new TreeMap<>();
        copies.forEach(row -> found.put(row.sequence(), row.payload()));
        kept.forEach(event -> found.put(event.sequence(), event.payload()));
        List<Reply.Facts.Fact> facts = new ArrayList<>();
        found.values().stream().limit(limit).forEach(payload -> facts.add(fact(payload)));
        return new Reply.Facts(facts, found.size() > limit);
    }

    /** Everything that the log keeps of this type is a fact of this kind of resource. */
    @SuppressWarnings("unchecked")
    private Reply.Facts.Fact fact(Payload payload) {
        Recorded<E> recorded = (Recorded<E>) bytes.event(payload);
        return new Reply.Facts.Fact(
                recorded.sequence(),
                recorded.at(),
                bytes.nameOf(recorded),
                resource.describe(recorded.event()),
                recorded.party().name());
    }
}
