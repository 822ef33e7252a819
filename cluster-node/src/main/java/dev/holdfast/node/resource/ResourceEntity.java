package dev.holdfast.node.resource;

import dev.holdfast.core.resource.Effect;
import dev.holdfast.core.resource.Rejection;
import dev.holdfast.core.resource.ResourceState;
import dev.holdfast.core.shared.ErrorCode;
import java.time.Clock;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityContext;

/**
 * The one actor shell of every resource: receive, decide, persist, answer, carry out what is outstanding. It first
 * waits until its shard is owned, because Pekko loads the snapshot before it asks the journal anything, and a wait
 * inside a plugin would hold a recovery permit and trip one breaker for all.
 */
public final class ResourceEntity {
    private static final int STASHED_AT_MOST = 8_192;

    private ResourceEntity() {}

    public static <S extends ResourceState, C, E, F extends Effect, R extends Rejection>
            Behavior<ResourceMessage> create(
                    ResourceKind<S, C, E, F, R> kind,
                    EntityContext<ResourceMessage> entity,
                    ShardOwnership ownership,
                    ResourceSettings settings,
                    Clock clock) {
        return create(kind, entity.getEntityId(), entity.getShard(), ownership, settings, clock);
    }

    static <S extends ResourceState, C, E, F extends Effect, R extends Rejection> Behavior<ResourceMessage> create(
            ResourceKind<S, C, E, F, R> kind,
            String id,
            ActorRef<ClusterSharding.ShardCommand> shard,
            ShardOwnership ownership,
            ResourceSettings settings,
            Clock clock) {
        String name = kind.resource().type() + " " + id;
        LastWord lastWord = new LastWord(name);
        Behavior<ResourceMessage> waiting = Behaviors.setup(context ->
                Behaviors.withTimers(timers -> Behaviors.withStash(STASHED_AT_MOST, stash -> {
                    ownership.request(id, shard, context.getSelf());
                    // No receive timeout: whoever keeps asking would keep it from ever running out.
                    timers.startSingleTimer(new ResourceMessage.Idle(), settings.ownershipPatience());
                    return waiting(context, timers, stash, kind, id, shard, lastWord, settings, clock);
                })));
        return Behaviors.intercept(
                () -> new CallerBook(settings.callersAtMost(), name, lastWord),
                Behaviors.supervise(waiting)
                        .onFailure(Exception.class, SupervisorStrategy.stop().withLoggingEnabled(false)));
    }

    private static <S extends ResourceState, C, E, F extends Effect, R extends Rejection>
            Behavior<ResourceMessage> waiting(
                    ActorContext<ResourceMessage> context,
                    TimerScheduler<ResourceMessage> timers,
                    StashBuffer<ResourceMessage> stash,
                    ResourceKind<S, C, E, F, R> kind,
                    String id,
                    ActorRef<ClusterSharding.ShardCommand> shard,
                    LastWord lastWord,
                    ResourceSettings settings,
                    Clock clock) {
        return Behaviors.receive(ResourceMessage.class)
                .onMessage(ResourceMessage.Granted.class, granted -> {
                    timers.cancelAll();
                    granted.access().watched().ifPresent(log -> context.watchWith(log, new ResourceMessage.LogLost()));
                    return stash.unstashAll(new PersistentShell<>(
                            context, timers, kind, id, shard, granted.access(), lastWord, settings, clock));
                })
                .onMessage(ResourceMessage.Denied.class, denied -> {
                    lastWord.say(new Reply.Refused(denied.code(), denied.why()));
                    return Behaviors.stopped();
                })
                .onMessage(ResourceMessage.Idle.class, _ -> Behaviors.stopped())
                .onMessage(ResourceMessage.Stop.class, _ -> {
                    lastWord.say(Reply.Refused.UNDELIVERED);
                    return Behaviors.stopped();
                })
                .onMessage(ResourceMessage.class, message -> {
                    if (!stash.isFull()) {
                        stash.stash(message);
                    } else if (message instanceof ResourceMessage.Tracked tracked) {
                        tracked.caller().answer(new Reply.Refused(ErrorCode.OVERLOADED, "too much waits for " + id));
                    }
                    return Behaviors.same();
                })
                .build();
    }
}
