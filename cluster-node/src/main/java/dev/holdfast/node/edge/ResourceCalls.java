package dev.holdfast.node.edge;

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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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

    /**
     * A page of states, by id.
     *
     * @param more whether there are others after these
     */
    public record Page<S>(List<S> states, boolean more) {}

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
        return ask(
                        id,
                        replyTo ->
                                new ResourceMessage.Execute(new Body(command), Party.ANONYMOUS, validateOnly, replyTo),
                        patience())
                .thenApply(reply -> state(reply, resource, stateType));
    }

    public <S extends ResourceState> CompletionStage<S> read(
            String id, String resource, boolean staleOk, Class<S> stateType) {
        return ask(id, replyTo -> new ResourceMessage.Read(staleOk, replyTo), patience())
                .thenApply(reply -> state(reply, resource, stateType));
    }

    public CompletionStage<Reply.Facts> events(String id, String resource, long after, int limit) {
        return ask(
                        KeeperIds.keeperOf(shardOf.apply(id)),
                        replyTo -> new ResourceMessage.ListEvents(id, after, limit, replyTo),
                        patience())
                .thenApply(reply -> switch (reply) {
                    case Reply.Facts facts -> facts;
                    case Reply.Refused(ErrorCode code, String message) -> throw new Refusal(code, message, resource);
                    case Reply.Done _, Reply.States _ -> throw new IllegalStateException("not facts: " + reply);
                });
    }

    /**
     * A page over all shards. It may be shorter than the limit although there are others: it ends where the next id
     * might be one that a shard has not told yet.
     */
    public <S extends ResourceState> CompletionStage<Page<S>> list(
            String prefix, String after, int limit, boolean staleOk, Class<S> stateType, Function<S, String> idOf) {
        int each = Math.min(limit, Math.max(16, 4 * limit / shards));
        Duration patience = patience();
        List<CompletableFuture<Reply>> asked = new ArrayList<>(shards);
        for (int shard = 0; shard < shards; shard++) {
            asked.add(ask(
                            KeeperIds.keeperOf(shard),
                            replyTo -> new ResourceMessage.ListStates(prefix, after, each, false, staleOk, replyTo),
                            patience)
                    .toCompletableFuture());
        }
        return CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new))
                .thenApply(_ -> merge(asked, limit, stateType, idOf));
    }

    /** Ends well when every shard is served, now. */
    public CompletionStage<Void> everyShard() {
        return list("", "\uffff", 1, true, ResourceState.class, _ -> "").thenAccept(_ -> {});
    }

    private <S extends ResourceState> Page<S> merge(
            List<CompletableFuture<Reply>> answers, int limit, Class<S> stateType, Function<S, String> idOf) {
        List<S> all = new ArrayList<>();
        String horizon = "";
        for (CompletableFuture<Reply> answer : answers) {
            switch (answer.join()) {
                case Reply.States(List<Body> states, boolean more) -> {
                    states.forEach(body -> all.add(stateType.cast(body.value())));
                    if (more) {
                        String last = idOf.apply(all.getLast());
                        horizon = horizon.isEmpty() || last.compareTo(horizon) < 0 ? last : horizon;
                    }
                }
                case Reply.Refused(ErrorCode code, String message) -> throw new Refusal(code, message, "");
                case Reply.Done _, Reply.Facts _ -> throw new IllegalStateException("not a list");
            }
        }
        all.sort(Comparator.comparing(idOf));
        String end = horizon;
        List<S> page = all.stream()
                .filter(state -> end.isEmpty() || idOf.apply(state).compareTo(end) <= 0)
                .limit(limit)
                .toList();
        return new Page<>(page, page.size() < all.size() || !end.isEmpty());
    }

    private <S extends ResourceState> S state(Reply reply, String resource, Class<S> stateType) {
        return switch (reply) {
            case Reply.Done(Body body) -> stateType.cast(body.value());
            case Reply.Refused(ErrorCode code, String message) -> throw new Refusal(code, message, resource);
            case Reply.States _, Reply.Facts _ ->
                throw new IllegalStateException("a " + type + " answered with a list");
        };
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
