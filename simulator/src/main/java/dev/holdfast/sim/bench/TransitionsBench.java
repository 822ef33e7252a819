package dev.holdfast.sim.bench;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.core.instance.InstanceCommand;
import dev.holdfast.core.instance.InstanceEffect;
import dev.holdfast.core.instance.InstanceEvent;
import dev.holdfast.core.instance.InstanceRejection;
import dev.holdfast.core.instance.InstanceResource;
import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.resource.Notice;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.node.codec.Sendable;
import dev.holdfast.node.log.LogMessage;
import dev.holdfast.node.log.ShardLogs;
import dev.holdfast.node.resource.KeeperIds;
import dev.holdfast.node.resource.ResourceEntity;
import dev.holdfast.node.resource.ResourceKind;
import dev.holdfast.node.resource.ResourceMessage;
import dev.holdfast.node.resource.ResourceSettings;
import dev.holdfast.node.resource.ResourceSharding;
import dev.holdfast.node.resource.ShardAccess;
import dev.holdfast.node.resource.ShardOwnership;
import dev.holdfast.node.resource.Surroundings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 * Durable life-cycle transitions a second in one process, views on, against the very same entities over Pekko's
 * in-memory journal with serialization. Both run in the same JVM in turns, so that a noisy machine disturbs both alike.
 */
public final class TransitionsBench {
    /**
     * What came of it; events persisted a second, medians over the rounds.
     *
     * @param ratio the one by the other
     */
    public record Result(
            double transitionsPerS, double ceilingPerS, double ratio, List<Double> ours, List<Double> ceiling) {}

    /** How hard and how long. */
    public record Load(int instances, int inFlight, int rounds, Duration round) {}

    private record Side(ActorSystem<Void> system, ActorRef<TransitionDriver.Message> driver, AtomicLong events) {}

    private TransitionsBench() {}

    public static Result run(Path folder, Load load, Consumer<String> progress) throws InterruptedException {
        progress.accept("starting both sides with " + load.instances() + " instances each");
        Side ours = ours(folder, load, progress);
        Side ceiling = ceiling(load, progress);
        try {
            List<Double> oursPerS = new ArrayList<>();
            List<Double> ceilingPerS = new ArrayList<>();
            for (int round = 1; round <= load.rounds(); round++) {
                oursPerS.add(measure(ours, load));
                ceilingPerS.add(measure(ceiling, load));
                progress.accept(String.format(
                        java.util.Locale.ROOT,
                        "round %d of %d: %.0f/s, ceiling %.0f/s",
                        round,
                        load.rounds(),
                        oursPerS.getLast(),
                        ceilingPerS.getLast()));
            }
            double mine = median(oursPerS);
            double most = median(ceilingPerS);
            return new Result(mine, most, mine / most, oursPerS, ceilingPerS);
        } finally {
            end(ours);
            end(ceiling);
        }
    }

    private static double measure(Side side, Load load) throws InterruptedException {
        side.driver().tell(new TransitionDriver.InFlight(load.inFlight()));
        TimeUnit.MILLISECONDS.sleep(load.round().toMillis() / 5);
        long before = side.events().get();
        long start = System.nanoTime();
        TimeUnit.MILLISECONDS.sleep(load.round().toMillis());
        long events = side.events().get() - before;
        double seconds = (System.nanoTime() - start) / 1e9;
        side.driver().tell(new TransitionDriver.InFlight(0));
        TimeUnit.MILLISECONDS.sleep(300);
        return events / seconds;
    }

    private static Side ours(Path folder, Load load, Consumer<String> progress) throws InterruptedException {
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

    private static Side ceiling(Load load, Consumer<String> progress) throws InterruptedException {
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

    private static Side drive(
            ActorSystem<Void> system,
            ActorRef<ShardingEnvelope<ResourceMessage>> region,
            Load load,
            Consumer<String> progress)
            throws InterruptedException {
        AtomicLong events = new AtomicLong();
        AtomicLong running = new AtomicLong();
        ActorRef<TransitionDriver.Message> driver = system.systemActorOf(
                TransitionDriver.create(region, load.instances(), events, running), "driver", Props.empty());
        driver.tell(new TransitionDriver.InFlight(load.inFlight()));
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        while (running.get() < load.instances()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        system.name() + ": only " + running.get() + " instances run after 3 minutes");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        driver.tell(new TransitionDriver.InFlight(0));
        progress.accept(system.name() + ": all run after " + events.get() + " events");
        return new Side(system, driver, events);
    }

    private static void end(Side side) {
        side.system().terminate();
        side.system()
                .getWhenTerminated()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** Effects go nowhere: the driver plays the hosts. */
    private static final class Nowhere implements Surroundings<InstanceEffect> {
        @Override
        public boolean send(InstanceEffect effect, Instant affirmedAt, Optional<ActorRef<Sendable>> partner) {
            return true;
        }

        @Override
        public void tell(Notice notice, Optional<ActorRef<Sendable>> partner) {}

        @Override
        public void dismiss(ActorRef<Sendable> partner) {}
    }

    /** Ownership where there is no log of ours. */
    private static final class AlwaysOwned implements ShardAccess {
        @Override
        public Floor floor() {
            return Floor.NONE;
        }

        @Override
        public void barrier(String id, Duration patience, Consumer<LogMessage.Proof> answer) {
            answer.accept(new LogMessage.Proof.Passed(0, Floor.NONE));
        }

        @Override
        public void archive(String id, long expected, Epoch epoch) {}

        @Override
        public Optional<ActorRef<LogMessage>> watched() {
            return Optional.empty();
        }
    }
}
