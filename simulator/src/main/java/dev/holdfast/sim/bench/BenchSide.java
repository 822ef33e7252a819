package dev.holdfast.sim.bench;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.core.instance.InstanceCommand;
import dev.holdfast.core.instance.InstanceEffect;
import dev.holdfast.core.instance.InstanceEvent;
import dev.holdfast.core.instance.InstanceRejection;
import dev.holdfast.core.instance.InstanceResource;
import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.core.log.LogStore;
import dev.holdfast.node.log.ShardLogs;
import dev.holdfast.node.resource.KeeperIds;
import dev.holdfast.node.resource.Reply;
import dev.holdfast.node.resource.ResourceEntity;
import dev.holdfast.node.resource.ResourceKind;
import dev.holdfast.node.resource.ResourceMessage;
import dev.holdfast.node.resource.ResourceSettings;
import dev.holdfast.node.resource.ResourceSharding;
import dev.holdfast.node.resource.ShardOwnership;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.GetShardRegionState;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;

/**
 * A cluster of one node with instances and nothing else: no edge, no hosts, no placement. Who drives the instances
 * plays those.
 *
 * @param region where the instances are asked
 */
record BenchSide(
        ActorSystem<Void> system,
        ActorRef<ShardingEnvelope<ResourceMessage>> region,
        ActorRef<TransitionDriver.Message> driver,
        AtomicLong events)
        implements Driven, AutoCloseable {
    private static final int PATIENCE_MINUTES = 5;
    private static final int LOOK_SECONDS = 15;
    private static final int LOOKS_WITHOUT_ANY = 4;
    private static final int END_SECONDS = 60;
    private static final int LOOKS_AT_MOST = 120;
    /** A turn of the wheel of 512 ticks of 10 ms, in which whatever was cancelled is come by once. */
    private static final int WHEEL_SECONDS = 6;

    /** Our log, synced to this folder, with instances that all run. */
    static BenchSide ours(Path folder, int instances, int inFlight, Consumer<String> progress)
            throws InterruptedException {
        return start(folder, ConfigFactory.empty(), UnaryOperator.identity()).driving(instances, inFlight, progress);
    }

    /** Pekko's journal in memory, which serializes but keeps nothing, with instances that all run. */
    static BenchSide ceiling(int instances, int inFlight, Consumer<String> progress) throws InterruptedException {
        return over("ceiling", ConfigFactory.parseString("""
                        pekko.persistence.journal.plugin = "pekko.persistence.journal.inmem"
                        pekko.persistence.journal.inmem.test-serialization = on
                        """)).driving(instances, inFlight, progress);
    }

    /** The very same entities over a journal of others, which knows no owners of shards; nobody drives them. */
    static BenchSide over(String name, Config journal) {
        ActorSystem<Void> system = BenchNode.start(name, journal, UnaryOperator.identity());
        ResourceSettings settings = ResourceSettings.from(system.settings().config());
        ShardOwnership granted = (_, _, replyTo) -> replyTo.tell(new ResourceMessage.Granted(new AlwaysOwned()));
        ActorRef<ShardingEnvelope<ResourceMessage>> region = ClusterSharding.get(system)
                .init(Entity.of(
                                kind().typeKey(),
                                context -> ResourceEntity.create(kind(), context, granted, settings, Clock.systemUTC()))
                        .withStopMessage(new ResourceMessage.Stop())
                        .withSettings(ClusterShardingSettings.create(system).withNoPassivationStrategy())
                        .withMessageExtractor(new KeeperIds(InstanceResource.TYPE, 64)));
        return idle(system, region);
    }

    /**
     * Our log on this folder, with whatever it holds, and nobody who drives it.
     *
     * @param own settings that differ
     * @param aroundStore put around the log's store
     */
    static BenchSide start(Path folder, Config own, UnaryOperator<LogStore> aroundStore) {
        return start("ours", own.withFallback(ConfigFactory.parseString("""
                        holdfast.log.store = rocksdb
                        holdfast.log.rocksdb.directory = "%s"
                        """.formatted(folder))), aroundStore);
    }

    /**
     * Our log in the store that these settings name, with whatever it holds, and nobody who drives it.
     *
     * @param aroundStore put around the log's store
     */
    static BenchSide start(String name, Config log, UnaryOperator<LogStore> aroundStore) {
        ActorSystem<Void> system = BenchNode.start(name, log.withFallback(ConfigFactory.parseString("""
                        pekko.persistence.journal.plugin = "holdfast.log.journal"
                        pekko.persistence.snapshot-store.plugin = "holdfast.log.snapshots"
                        """)), aroundStore);
        ActorRef<ShardingEnvelope<ResourceMessage>> region = ResourceSharding.start(
                system,
                kind(),
                ShardLogs.get(system),
                ResourceSettings.from(system.settings().config()),
                Clock.systemUTC());
        return idle(system, region);
    }

    private static BenchSide idle(ActorSystem<Void> system, ActorRef<ShardingEnvelope<ResourceMessage>> region) {
        return new BenchSide(system, region, system.deadLetters().unsafeUpcast(), new AtomicLong());
    }

    private static ResourceKind<InstanceState, InstanceCommand, InstanceEvent, InstanceEffect, InstanceRejection>
            kind() {
        return new ResourceKind<>(
                new InstanceResource(), InstanceState.class, InstanceCommand.class, _ -> new Nowhere());
    }

    /** Creates so many instances, gives this back when all of them run, and is ready to stop and start them. */
    BenchSide driving(int instances, int inFlight, Consumer<String> progress) throws InterruptedException {
        return created("bench", instances, inFlight, false, progress);
    }

    /** Creates so many instances of a project and leaves them when they run; nobody drives them any more. */
    BenchSide running(String project, int instances, int inFlight, Consumer<String> progress)
            throws InterruptedException {
        BenchSide side = created(project, instances, inFlight, true, progress);
        side.forgetDriver();
        return side;
    }

    private BenchSide created(String project, int instances, int inFlight, boolean leftToRun, Consumer<String> progress)
            throws InterruptedException {
        AtomicLong counted = new AtomicLong();
        CountDownLatch notYetRun = new CountDownLatch(instances);
        AtomicReference<String> refused = new AtomicReference<>("");
        ActorRef<TransitionDriver.Message> driving = system.systemActorOf(
                TransitionDriver.create(region, project, instances, leftToRun, counted, notYetRun, refused::set),
                "driver-of-" + project,
                Props.empty());
        driving.tell(new TransitionDriver.InFlight(inFlight));
        awaitRunning(instances, counted, notYetRun, refused, progress);
        driving.tell(new TransitionDriver.InFlight(0));
        progress.accept(system.name() + ": all run after " + counted.get() + " events");
        return new BenchSide(system, region, driving, counted);
    }

    /** As long as something has happened at each look, however many there are. */
    private void awaitRunning(
            int instances,
            AtomicLong counted,
            CountDownLatch notYetRun,
            AtomicReference<String> refused,
            Consumer<String> progress)
            throws InterruptedException {
        long before = 0;
        int looksWithoutAny = 0;
        while (!notYetRun.await(LOOK_SECONDS, TimeUnit.SECONDS)) {
            long now = counted.get();
            looksWithoutAny = now > before ? 0 : looksWithoutAny + 1;
            before = now;
            String running = system.name() + ": " + (instances - notYetRun.getCount()) + " of " + instances
                    + " instances run after " + now + " events";
            if (!refused.get().isEmpty()) {
                throw new IllegalStateException(running + ": " + refused.get());
            }
            if (looksWithoutAny == LOOKS_WITHOUT_ANY) {
                throw new IllegalStateException(
                        running + ", and nothing more for " + LOOK_SECONDS * LOOKS_WITHOUT_ANY + " s");
            }
            progress.accept(running);
        }
    }

    @Override
    public String name() {
        return system.name();
    }

    @Override
    public void inFlight(int target) {
        driver.tell(new TransitionDriver.InFlight(target));
    }

    @Override
    public long done() {
        return events.get();
    }

    /** Nobody drives any more, and what the driver knew of its instances is gone. */
    private void forgetDriver() throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        driver.tell(new TransitionDriver.End(over::countDown));
        if (!over.await(END_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the driver does not end");
        }
    }

    /** Gives this back when every shard is served. */
    BenchSide served() {
        int shards = ShardLogs.get(system).shards(InstanceResource.TYPE);
        CompletableFuture<?>[] answers = new CompletableFuture<?>[shards];
        for (int shard = 0; shard < shards; shard++) {
            answers[shard] = ask(
                            KeeperIds.keeperOf(shard),
                            replyTo -> new ResourceMessage.ListStates("", "", 1, false, false, replyTo))
                    .thenAccept(reply -> {
                        if (!(reply instanceof Reply.States)) {
                            throw new IllegalStateException("a shard is not served: " + reply);
                        }
                    });
        }
        CompletableFuture.allOf(answers).join();
        return this;
    }

    /** One question and its answer. */
    CompletableFuture<Reply> ask(String entity, Function<ActorRef<Reply>, ResourceMessage> question) {
        return AskPattern.ask(
                        region,
                        (ActorRef<Reply> replyTo) -> new ShardingEnvelope<>(entity, question.apply(replyTo)),
                        Duration.ofMinutes(PATIENCE_MINUTES),
                        system.scheduler())
                .toCompletableFuture();
    }

    /**
     * Every instance that is awake goes to sleep as its own timer would have it, but now; waits until all do, and until
     * Pekko's scheduler has let go of the timers that they cancelled.
     */
    void sendToSleep() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        List<String> awake = awake();
        for (int look = 0; !awake.isEmpty(); look++) {
            if (look == LOOKS_AT_MOST) {
                throw new IllegalStateException(awake.size() + " instances do not go to sleep");
            }
            // Each goes at its second, if nothing was asked of it since the first.
            awake.forEach(id -> region.tell(new ShardingEnvelope<>(id, new ResourceMessage.Idle())));
            var _ = never.await(1, TimeUnit.SECONDS);
            awake = awake();
        }
        var _ = never.await(WHEEL_SECONDS, TimeUnit.SECONDS);
    }

    private List<String> awake() {
        return AskPattern.ask(
                        ClusterSharding.get(system).shardState(),
                        (ActorRef<ShardRegion.CurrentShardRegionState> replyTo) ->
                                new GetShardRegionState(kind().typeKey(), replyTo),
                        Duration.ofSeconds(END_SECONDS),
                        system.scheduler())
                .toCompletableFuture()
                .join()
                .getShards()
                .stream()
                .flatMap(shard -> shard.getEntityIds().stream())
                .filter(id -> KeeperIds.keptBy(id).isEmpty())
                .toList();
    }

    @Override
    public void close() {
        BenchNode.end(system);
    }
}
