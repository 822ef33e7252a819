package dev.holdfast.node.resource;

import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.resource.Effect;
import dev.holdfast.core.resource.Rejection;
import dev.holdfast.core.resource.ResourceState;
import dev.holdfast.node.log.ShardLogs;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;

/**
 * Starts a kind of resource on this node: its sharding, its keepers, and the ping that sees to it that they are there.
 */
public final class ResourceSharding {
    private record Tick() {}

    private ResourceSharding() {}

    public static <S extends ResourceState, C, E, F extends Effect, R extends Rejection>
            ActorRef<ShardingEnvelope<ResourceMessage>> start(
                    ActorSystem<?> system,
                    ResourceKind<S, C, E, F, R> kind,
                    ShardLogs logs,
                    ResourceSettings settings,
                    Clock clock) {
        Undelivered.answerOn(system);
        String type = kind.resource().type();
        int shards = logs.shards(type);
        ShardOwnership ownership = new LoggedOwnership(logs, type);
        AtomicReference<ActorRef<ShardingEnvelope<ResourceMessage>>> region =
                new AtomicReference<>(system.deadLetters());
        Entity<ResourceMessage, ShardingEnvelope<ResourceMessage>> entity = Entity.of(
                        kind.typeKey(),
                        context -> KeeperIds.keptBy(context.getEntityId())
                                .map(number -> ShardKeeper.create(
                                        kind,
                                        new ShardId(type, number),
                                        context.getShard(),
                                        region.get(),
                                        logs,
                                        settings,
                                        clock))
                                .orElseGet(() -> ResourceEntity.create(kind, context, ownership, settings, clock)))
                .withStopMessage(new ResourceMessage.Stop())
                .withSettings(ClusterShardingSettings.create(system).withNoPassivationStrategy())
                .withMessageExtractor(new KeeperIds(type, shards));
        ActorRef<ShardingEnvelope<ResourceMessage>> started =
                ClusterSharding.get(system).init(entity);
        region.set(started);
        system.systemActorOf(pinger(started, shards, settings.keeperPing()), type + "-keeper-ping", Props.empty());
        return started;
    }

    /** Without it nothing would run in a shard until somebody calls, since entities are not remembered by sharding. */
    private static Behavior<Tick> pinger(
            ActorRef<ShardingEnvelope<ResourceMessage>> region, int shards, Duration every) {
        return Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(new Tick(), Duration.ZERO, every);
            return Behaviors.receiveMessage(_ -> {
                for (int shard = 0; shard < shards; shard++) {
                    region.tell(new ShardingEnvelope<>(KeeperIds.keeperOf(shard), new ResourceMessage.Ping()));
                }
                return Behaviors.same();
            });
        });
    }
}
