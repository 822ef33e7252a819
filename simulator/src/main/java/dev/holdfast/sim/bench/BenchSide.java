package dev.holdfast.sim.bench;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.core.instance.InstanceCommand;
import dev.holdfast.core.instance.InstanceEffect;
import dev.holdfast.core.instance.InstanceEvent;
import dev.holdfast.core.instance.InstanceRejection;
import dev.holdfast.core.instance.InstanceResource;
import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.node.log.ShardLogs;
import dev.holdfast.node.resource.KeeperIds;
import dev.holdfast.node.resource.ResourceEntity;
import dev.holdfast.node.resource.ResourceKind;
import dev.holdfast.node.resource.ResourceMessage;
import dev.holdfast.node.resource.ResourceSettings;
import dev.holdfast.node.resource.ResourceSharding;
import dev.holdfast.node.resource.ShardOwnership;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/**
 * One of the two that are compared: a cluster of one node whose instances all run, and who drives them.
 *
 * @param events counts every event that was persisted
 */
record BenchSide(ActorSystem<Void> system, ActorRef<TransitionDriver.Message> driver, AtomicLong events) {
    private static final int START_MINUTES = 3;
    private static final int END_SECONDS = 30;

    /** Our log, synced to this folder. */
    static BenchSide ours(Path folder, TransitionsBench.Load load, Consumer<String> progress)
            throws InterruptedException {
        Config config = ConfigFactory.parseString("""
                        holdfast.log.store = rocksdb
                        holdfast.log.rocksdb.directory = "%s"
                        pekko.persistence.journal.plugin = "holdfast.log.journal"
                        pekko.persistence.snapshot-store.plugin = "holdfast.log.snapshots"
                        """.formatted(folder)).withFallback(common());
        ActorSystem<Void> system = system("ours", config);
        ActorRef<ShardingEnvelope<ResourceMessage>> region = ResourceSharding.start(
                system, kind(), ShardLogs.get(system), ResourceSettings.from(config), Clock.systemUTC());
        return drive(system, region, load, progress);
    }

    /** Pekko's journal in memory, which serializes but keeps nothing. */
    static BenchSide ceiling(TransitionsBench.Load load, Consumer<String> progress) throws InterruptedException {
        Config config = ConfigFactory.parseString("""
                        pekko.persistence.journal.plugin = "pekko.persistence.journal.inmem"
                        pekko.persistence.journal.inmem.test-serialization = on
                        """).withFallback(common());
        ActorSystem<Void> system = system("ceiling", config);
        ResourceSettings settings = ResourceSettings.from(config);
        ShardOwnership granted = (_, _, replyTo) -> replyTo.tell(new ResourceMessage.Granted(new AlwaysOwned()));
        ActorRef<ShardingEnvelope<ResourceMessage>> region = ClusterSharding.get(system)
                .init(Entity.of(
                                kind().typeKey(),
                                context -> ResourceEntity.create(kind(), context, granted, settings, Clock.systemUTC()))
                        .withStopMessage(new ResourceMessage.Stop())
                        .withSettings(ClusterShardingSettings.create(system).withNoPassivationStrategy())
                        .withMessageExtractor(new KeeperIds(InstanceResource.TYPE, 64)));
        return drive(system, region, load, progress);
    }

    private static Config common() {
        return ConfigFactory.parseString("""
                        pekko.actor.provider = cluster
                        pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                        pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
                        pekko.cluster.sharding.number-of-shards = 64
                        pekko.loglevel = WARNING
                        pekko.coordinated-shutdown.exit-jvm = off
                        pekko.jvm-exit-on-fatal-error = off
                        """).withFallback(ConfigFactory.load());
    }

    private static ActorSystem<Void> system(String name, Config config) {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "bench-" + name, config);
        Cluster cluster = Cluster.get(system);
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        return system;
    }

    private static ResourceKind<InstanceState, InstanceCommand, InstanceEvent, InstanceEffect, InstanceRejection>
            kind() {
        return new ResourceKind<>(
                new InstanceResource(), InstanceState.class, InstanceCommand.class, _ -> new Nowhere());
    }

    private static BenchSide drive(
            ActorSystem<Void> system,
            ActorRef<ShardingEnvelope<ResourceMessage>> region,
            TransitionsBench.Load load,
            Consumer<String> progress)
            throws InterruptedException {
        AtomicLong events = new AtomicLong();
        CountDownLatch notYetRun = new CountDownLatch(load.instances());
        ActorRef<TransitionDriver.Message> driver = system.systemActorOf(
                TransitionDriver.create(region, load.instances(), events, notYetRun), "driver", Props.empty());
        driver.tell(new TransitionDriver.InFlight(load.inFlight()));
        if (!notYetRun.await(START_MINUTES, TimeUnit.MINUTES)) {
            throw new IllegalStateException(system.name() + ": only " + (load.instances() - notYetRun.getCount())
                    + " instances run after " + START_MINUTES + " minutes");
        }
        driver.tell(new TransitionDriver.InFlight(0));
        progress.accept(system.name() + ": all run after " + events.get() + " events");
        return new BenchSide(system, driver, events);
    }

    void inFlight(int commands) {
        driver.tell(new TransitionDriver.InFlight(commands));
    }

    void end() {
        system.terminate();
        system.getWhenTerminated()
                .toCompletableFuture()
                .orTimeout(END_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
