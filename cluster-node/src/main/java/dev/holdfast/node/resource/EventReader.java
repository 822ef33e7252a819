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
    /**
     * Some of what happened.
     *
     * @param more whether there are others after these
     */
    record Page<E>(List<Recorded<E>> facts, boolean more) {
        Page {
            facts = List.copyOf(facts);
        }
    }

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
        var _ = page(log, asked.id(), asked.after(), asked.limit()).whenComplete((page, failure) -> {
            caller.answer(
                    failure == null
                            ? new Reply.Facts(
                                    page.facts().stream().map(this::told).toList(), page.more())
                            : refusal(asked.id(), failure));
        });
    }

    /**
     * What happened after a sequence, oldest first. Fails when it cannot be read; {@link #refusal} says why.
     *
     * @param limit at most so many
     */
    CompletionStage<Page<E>> page(ActorRef<LogMessage> log, String id, long after, int limit) {
        CompletableFuture<LogMessage.Loaded> kept = new CompletableFuture<>();
        log.tell(new LogMessage.LoadEvents(id, after + 1, Long.MAX_VALUE, limit + 1L, true, kept));
        return kept.thenCompose(loaded -> proven(log, id, loaded)).thenCompose(loaded -> {
            CompletableFuture<List<HistoryRow>> copies = new CompletableFuture<>();
            log.tell(new LogMessage.ReadHistory(id, after + 1, limit + 1, copies));
            return copies.thenApply(rows -> merge(rows, loaded.events(), limit));
        });
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

    static Reply refusal(String id, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof LogUnavailableException
                ? new Reply.Refused(ErrorCode.UNAVAILABLE, "the events of " + id + " cannot be read right now")
                : new Reply.Refused(
                        ErrorCode.QUARANTINED, "the events of " + id + " cannot be read: " + cause.getMessage());
    }

    private Page<E> merge(List<HistoryRow> copies, List<Entry.Event> kept, int limit) {
        TreeMap<Long, Payload> found = new TreeMap<>();
        copies.forEach(row -> found.put(row.sequence(), row.payload()));
        kept.forEach(event -> found.put(event.sequence(), event.payload()));
        List<Recorded<E>> facts = new ArrayList<>();
        found.values().stream().limit(limit).forEach(payload -> facts.add(fact(payload)));
        return new Page<>(facts, found.size() > limit);
    }

    /** Everything that the log keeps of this type is a fact of this kind of resource. */
    @SuppressWarnings("unchecked")
    private Recorded<E> fact(Payload payload) {
        return (Recorded<E>) bytes.event(payload);
    }

    private Reply.Facts.Fact told(Recorded<E> recorded) {
        return new Reply.Facts.Fact(
                recorded.sequence(),
                recorded.at(),
                bytes.nameOf(recorded),
                resource.describe(recorded.event()),
                recorded.party().name());
    }
}
