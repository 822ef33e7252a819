package dev.holdfast.node.edge;

import dev.holdfast.core.filter.Cursor;
import dev.holdfast.core.filter.Ordering;
import dev.holdfast.core.resource.Party;
import dev.holdfast.core.resource.ResourceState;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.node.codec.Body;
import dev.holdfast.node.resource.KeeperIds;
import dev.holdfast.node.resource.Reply;
import dev.holdfast.node.resource.ResourceMessage;
import io.grpc.Context;
import io.grpc.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;

/** What the edge asks of one kind of resource; every question ends, at the latest when its caller's patience does. */
public final class ResourceCalls {
    private static final Duration PATIENCE_AT_MOST = Duration.ofSeconds(20);

    /** How often a question is asked again that came just after the end of whom it was for. */
    private static final int AGAIN_AT_MOST = 3;

    private static final Duration OWNER_PATIENCE = Duration.ofSeconds(1);

    private static final Duration AGAIN_AFTER = Duration.ofMillis(100);

    /**
     * A page of states, in order.
     *
     * @param next where the next page begins; empty when there is none
     */
    public record Page<S>(List<S> states, Optional<Cursor> next) {
        public Page {
            states = List.copyOf(states);
        }
    }

    private final ActorSystem<?> system;
    private final ActorRef<ShardingEnvelope<ResourceMessage>> region;
    private final String type;
    private final int shards;
    private final Function<String, Integer> shardOf;

    /**
     * @param type as people call it
     * @param shardOf the shard of an id
     */
    public ResourceCalls(
            ActorSystem<?> system,
            ActorRef<ShardingEnvelope<ResourceMessage>> region,
            String type,
            int shards,
            Function<String, Integer> shardOf) {
        this.system = system;
        this.region = region;
        this.type = type;
        this.shards = shards;
        this.shardOf = shardOf;
    }

    /** @param resource the full name, for refusals */
    public <S extends ResourceState> CompletionStage<S> execute(
            String id, String resource, Object command, boolean validateOnly, Class<S> stateType) {
        return askAgain(
                        id,
                        replyTo ->
                                new ResourceMessage.Execute(new Body(command), Party.ANONYMOUS, validateOnly, replyTo))
                .thenApply(reply -> state(reply, resource, stateType));
    }

    public <S extends ResourceState> CompletionStage<S> read(
            String id, String resource, boolean staleOk, Class<S> stateType) {
        return askAgain(id, replyTo -> new ResourceMessage.Read(staleOk, replyTo))
                .thenApply(reply -> state(reply, resource, stateType));
    }

    /**
     * How it was.
     *
     * @param upTo the last sequence that counts
     * @param until the last moment that counts
     */
    public <S extends ResourceState> CompletionStage<S> replay(
            String id, String resource, long upTo, Instant until, Class<S> stateType) {
        return askAgain(
                        KeeperIds.keeperOf(shardOf.apply(id)),
                        replyTo -> new ResourceMessage.ReplayState(id, upTo, until, replyTo))
                .thenApply(reply -> state(reply, resource, stateType));
    }

    /**
     * Asks the owner of an id's shard what is its duty to know; empty when it does not know, or does not say so soon,
     * as one of an earlier version.
     */
    public <A> CompletionStage<Optional<A>> askOwner(String id, Object question, Class<A> answer) {
        return AskPattern.<ShardingEnvelope<ResourceMessage>, Reply>ask(
                        region,
                        replyTo -> new ShardingEnvelope<>(
                                KeeperIds.keeperOf(shardOf.apply(id)),
                                new ResourceMessage.Ask(new Body(question), replyTo)),
                        OWNER_PATIENCE,
                        system.scheduler())
                .handle((reply, _) -> reply instanceof Reply.Done(Body(Object said)) && answer.isInstance(said)
                        ? Optional.of(answer.cast(said))
                        : Optional.empty());
    }

    public CompletionStage<Reply.Facts> events(String id, String resource, long after, int limit) {
        return askAgain(
                        KeeperIds.keeperOf(shardOf.apply(id)),
                        replyTo -> new ResourceMessage.ListEvents(id, after, limit, replyTo))
                .thenApply(reply -> switch (reply) {
                    case Reply.Facts facts -> facts;
                    case Reply.Refused(ErrorCode code, String message) -> throw new Refusal(code, message, resource);
                    case Reply.Done _, Reply.States _, Reply.Found _, Reply.Findings _ ->
                        throw new IllegalStateException("not facts: " + reply);
                });
    }

    /**
     * A page over all shards. It may be shorter than the limit, or empty, although there are others: it ends where a
     * shard has not looked any further.
     *
     * @param prefix of the ids wanted
     * @param idOf the id under which a state is kept
     */
    public <A extends ResourceState, S extends A> CompletionStage<Page<S>> list(
            String prefix,
            Question<A> asked,
            int limit,
            boolean staleOk,
            Class<S> stateType,
            Function<S, String> idOf) {
        int each = Math.min(limit, Math.max(16, 4 * limit / shards));
        Ordering<A> ordering = asked.selection().ordering();
        String filter = asked.selection().filter().text();
        String order = asked.selection().order().text();
        String after = asked.after().map(Cursor::text).orElse("");
        return everyShard(
                        replyTo -> new ResourceMessage.FindStates(prefix, filter, order, after, each, staleOk, replyTo))
                .thenApply(answers -> merge(answers, limit, stateType, ordering, idOf));
    }

    /** What the auditor has found in all shards. */
    public CompletionStage<List<Reply.Findings>> findings() {
        return everyShard(ResourceMessage.ListFindings::new)
                .thenApply(answers -> answers.stream()
                        .map(answer -> switch (answer) {
                            case Reply.Findings findings -> findings;
                            case Reply.Refused(ErrorCode code, String message) -> throw new Refusal(code, message, "");
                            case Reply.Done _, Reply.States _, Reply.Found _, Reply.Facts _ ->
                                throw new IllegalStateException("not findings: " + answer);
                        })
                        .toList());
    }

    /**
     * Ends well when every shard is served, now. One that a person must look at counts: nothing that a node could wait
     * for makes it better, and nothing else is affected.
     */
    public CompletionStage<Void> everyShard() {
        return everyShard(replyTo -> new ResourceMessage.ListStates("", "\uffff", 1, false, true, replyTo))
                .thenAccept(answers -> answers.forEach(answer -> {
                    if (answer instanceof Reply.Refused(ErrorCode code, String message)
                            && code != ErrorCode.QUARANTINED) {
                        throw new Refusal(code, message, "");
                    }
                }));
    }

    private CompletionStage<List<Reply>> everyShard(Function<ActorRef<Reply>, ResourceMessage> question) {
        long until = System.nanoTime() + patience().toNanos();
        List<CompletableFuture<Reply>> asked = new ArrayList<>(shards);
        for (int shard = 0; shard < shards; shard++) {
            asked.add(askAgain(KeeperIds.keeperOf(shard), question, until, 0).toCompletableFuture());
        }
        return CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new))
                .thenApply(_ -> asked.stream().map(CompletableFuture::join).toList());
    }

    private <A extends ResourceState, S extends A> Page<S> merge(
            List<Reply> answers, int limit, Class<S> stateType, Ordering<A> ordering, Function<S, String> idOf) {
        record Placed<S>(Cursor at, S state) {}
        List<Placed<S>> all = new ArrayList<>();
        Optional<Cursor> horizon = Optional.empty();
        for (Reply answer : answers) {
            switch (answer) {
                case Reply.Found(List<Body> states, Optional<String> seenTo) -> {
                    for (Body body : states) {
                        S state = stateType.cast(body.value());
                        all.add(new Placed<>(ordering.of(state, idOf.apply(state)), state));
                    }
                    Optional<Cursor> seen = seenTo.flatMap(ordering::cursor);
                    if (seen.isPresent() && (horizon.isEmpty() || ordering.compare(seen.get(), horizon.get()) < 0)) {
                        horizon = seen;
                    }
                }
                case Reply.Refused(ErrorCode code, String message) -> throw new Refusal(code, message, "");
                case Reply.Done _, Reply.States _, Reply.Facts _, Reply.Findings _ ->
                    throw new IllegalStateException("not a list");
            }
        }
        Optional<Cursor> end = horizon;
        List<Placed<S>> known = all.stream()
                .filter(placed -> end.isEmpty() || ordering.compare(placed.at(), end.get()) <= 0)
                .sorted((one, other) -> ordering.compare(one.at(), other.at()))
                .toList();
        List<S> page = known.stream().limit(limit).map(Placed::state).toList();
        return new Page<>(
                page,
                page.size() < known.size() ? Optional.of(known.get(limit - 1).at()) : end);
    }

    private <S extends ResourceState> S state(Reply reply, String resource, Class<S> stateType) {
        return switch (reply) {
            case Reply.Done(Body body) -> stateType.cast(body.value());
            case Reply.Refused(ErrorCode code, String message) -> throw new Refusal(code, message, resource);
            case Reply.States _, Reply.Found _, Reply.Facts _, Reply.Findings _ ->
                throw new IllegalStateException("a " + type + " answered with a list");
        };
    }

    private CompletionStage<Reply> askAgain(String entity, Function<ActorRef<Reply>, ResourceMessage> question) {
        return askAgain(entity, question, System.nanoTime() + patience().toNanos(), 0);
    }

    /**
     * A caller need not know that a shard moves: what was not done because of it is asked again, as long as there is
     * time. Any other refusal is the caller's to judge: to ask a fenced owner again would only make it fight for its
     * shard.
     */
    private CompletionStage<Reply> askAgain(
            String entity, Function<ActorRef<Reply>, ResourceMessage> question, long untilNanos, int before) {
        Duration left = Duration.ofNanos(Math.max(1_000_000, untilNanos - System.nanoTime()));
        return ask(entity, question, left).thenCompose(reply -> {
            Duration pause = AGAIN_AFTER.multipliedBy(1L << before);
            boolean again = reply.equals(Reply.Refused.UNDELIVERED)
                    && before < AGAIN_AT_MOST
                    && untilNanos - System.nanoTime() > pause.toNanos();
            if (!again) {
                return CompletableFuture.completedStage(reply);
            }
            return CompletableFuture.completedFuture(reply)
                    .thenComposeAsync(
                            _ -> askAgain(entity, question, untilNanos, before + 1),
                            CompletableFuture.delayedExecutor(
                                    pause.toMillis(), TimeUnit.MILLISECONDS, system.executionContext()));
        });
    }

    private CompletionStage<Reply> ask(
            String entity, Function<ActorRef<Reply>, ResourceMessage> question, Duration patience) {
        return AskPattern.ask(
                region,
                replyTo -> new ShardingEnvelope<>(entity, question.apply(replyTo)),
                patience,
                system.scheduler());
    }

    /** As long as the caller waits, and never for ever. */
    private static Duration patience() {
        Deadline deadline = Context.current().getDeadline();
        if (deadline == null) {
            return PATIENCE_AT_MOST;
        }
        Duration left = Duration.ofMillis(Math.max(1, deadline.timeRemaining(TimeUnit.MILLISECONDS)));
        return left.compareTo(PATIENCE_AT_MOST) < 0 ? left : PATIENCE_AT_MOST;
    }
}
