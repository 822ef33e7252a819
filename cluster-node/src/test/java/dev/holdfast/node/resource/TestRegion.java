package dev.holdfast.node.resource;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.core.instance.InstanceCommand;
import dev.holdfast.core.instance.InstanceEffect;
import dev.holdfast.core.instance.InstanceEvent;
import dev.holdfast.core.instance.InstanceRejection;
import dev.holdfast.core.instance.InstanceResource;
import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.core.log.LogStore;
import dev.holdfast.core.resource.Notice;
import dev.holdfast.core.resource.Party;
import dev.holdfast.node.codec.Body;
import dev.holdfast.node.codec.Sendable;
import dev.holdfast.node.log.LogStoreSetup;
import dev.holdfast.node.log.ShardLogs;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/** A cluster of one with instances in it and nothing around them; effects are noted instead of sent. */
final class TestRegion implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(10);

    final ActorSystem<Void> system;
    final ActorRef<ShardingEnvelope<ResourceMessage>> region;
    final ShardLogs logs;
    private final AheadClock clock = new AheadClock();
    final List<InstanceEffect> effects = new CopyOnWriteArrayList<>();
    final List<Notice> notices = new CopyOnWriteArrayList<>();
    final List<ActorRef<Sendable>> dismissed = new CopyOnWriteArrayList<>();

    TestRegion(UnaryOperator<LogStore> around, String... settings) {
        Config config = ConfigFactory.parseString(String.join("\n", settings))
                .withFallback(ConfigFactory.parseString("""
                        holdfast.log.store = memory
                        holdfast.log.shards { instance = 4, host = 4 }
                        holdfast.log.default-shards = 4
                        holdfast.resource.keeper-ping = 200ms
                        pekko.actor.provider = cluster
                        pekko.actor.serialize-messages = on
                        pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                        pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
                        pekko.cluster.sharding.number-of-shards = 4
                        pekko.persistence.journal.plugin = "holdfast.log.journal"
                        pekko.persistence.snapshot-store.plugin = "holdfast.log.snapshots"
                        pekko.loglevel = WARNING
                        pekko.coordinated-shutdown.exit-jvm = off
                        """))
                .withFallback(ConfigFactory.load());
        this.system = ActorSystem.create(
                Behaviors.empty(),
                "test-region",
                ActorSystemSetup.create(new LogStoreSetup(around), BootstrapSetup.create(config)));
        Cluster cluster = Cluster.get(system);
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        this.logs = ShardLogs.get(system);
        this.region = ResourceSharding.start(system, kind(), logs, ResourceSettings.from(config), clock);
    }

    ResourceKind<InstanceState, InstanceCommand, InstanceEvent, InstanceEffect, InstanceRejection> kind() {
        return new ResourceKind<>(
                new InstanceResource(), InstanceState.class, InstanceCommand.class, _ -> new Noting());
    }

    /** What the resources and their keepers take for the time is later from now on. */
    void later(Duration by) {
        clock.ahead = clock.ahead.plus(by);
    }

    Reply execute(String id, InstanceCommand command) {
        return join(asking(id, command));
    }

    CompletionStage<Reply> asking(String id, InstanceCommand command) {
        return AskPattern.ask(
                region,
                replyTo -> new ShardingEnvelope<>(
                        id, new ResourceMessage.Execute(new Body(command), Party.ANONYMOUS, false, replyTo)),
                PATIENCE,
                system.scheduler());
    }

    Reply validate(String id, InstanceCommand command) {
        return join(AskPattern.ask(
                region,
                replyTo -> new ShardingEnvelope<>(
                        id, new ResourceMessage.Execute(new Body(command), Party.ANONYMOUS, true, replyTo)),
                PATIENCE,
                system.scheduler()));
    }

    Reply read(String id, boolean staleOk) {
        return join(AskPattern.ask(
                region,
                replyTo -> new ShardingEnvelope<>(id, new ResourceMessage.Read(staleOk, replyTo)),
                PATIENCE,
                system.scheduler()));
    }

    CompletionStage<Reply> reading(String id) {
        return AskPattern.ask(
                region,
                replyTo -> new ShardingEnvelope<>(id, new ResourceMessage.Read(false, replyTo)),
                PATIENCE,
                system.scheduler());
    }

    Reply list(int shard, int limit) {
        return join(AskPattern.ask(
                region,
                replyTo -> new ShardingEnvelope<>(
                        KeeperIds.keeperOf(shard),
                        new ResourceMessage.ListStates("", "", limit, false, false, replyTo)),
                PATIENCE,
                system.scheduler()));
    }

    static Reply join(CompletionStage<Reply> answer) {
        return answer.toCompletableFuture().orTimeout(15, TimeUnit.SECONDS).join();
    }

    static InstanceState state(Reply reply) {
        if (reply instanceof Reply.Done(Body body)) {
            return (InstanceState) body.value();
        }
        throw new AssertionError("not done: " + reply);
    }

    @Override
    public void close() {
        system.terminate();
        system.getWhenTerminated()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private static final class AheadClock extends Clock {
        private volatile Duration ahead = Duration.ZERO;

        @Override
        public Instant instant() {
            return Clock.systemUTC().instant().plus(ahead);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private final class Noting implements Surroundings<InstanceEffect> {
        @Override
        public boolean send(InstanceEffect effect, Instant affirmedAt, Optional<ActorRef<Sendable>> partner) {
            effects.add(effect);
            return true;
        }

        @Override
        public void tell(Notice notice, Optional<ActorRef<Sendable>> partner) {
            notices.add(notice);
        }

        @Override
        public void dismiss(ActorRef<Sendable> partner) {
            dismissed.add(partner);
        }
    }
}
