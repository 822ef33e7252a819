package dev.holdfast.node.resource;

import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.resource.Effect;
import dev.holdfast.core.resource.Rejection;
import dev.holdfast.core.resource.ResourceState;
import dev.holdfast.node.log.ShardLogs;
import dev.holdfast.node.telemetry.Telemetry;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;

/**
 * Starts a kind of resource on this node: its sharding, its keepers, and the ping that sees to it that they are there.
 */
public final class ResourceSharding {
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
        Departures departures = Departures.get(system);
        ServedShards served = new ServedShards(System::nanoTime);
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
                .withAllocationStrategy(new UnhurriedAllocation(departures, served))
                .withMessageExtractor(new KeeperIds(type, shards));
        ActorRef<ShardingEnvelope<ResourceMessage>> started =
                ClusterSharding.get(system).init(entity);
        region.set(started);
        ActorRef<KeeperPing.Message> ping = system.systemActorOf(
                KeeperPing.create(
                        type,
                        shards,
                        started,
                        settings.keeperPing(),
                        settings.ownerlessAlarm(),
                        System::nanoTime,
                        served,
                        departures::nobodyStays,
                        Telemetry.get(system).resources(type)),
                type + "-keeper-ping",
                Props.empty());
        // What is asked of a shard that this node has just let go would keep its region from ending.
        CoordinatedShutdown.get(system)
                .addActorTerminationTask(
                        CoordinatedShutdown.PhaseServiceStop(),
                        "stop-" + type + "-keeper-ping",
                        Adapter.toClassic(ping),
                        Optional.of(new KeeperPing.Stop()));
        return started;
    }
}
