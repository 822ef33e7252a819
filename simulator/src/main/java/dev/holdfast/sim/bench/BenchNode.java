package dev.holdfast.sim.bench;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.core.log.LogStore;
import dev.holdfast.node.log.LogStoreSetup;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/** Starts and ends the actor systems of benches: clusters of one node each, in this process. */
final class BenchNode {
    private static final int END_SECONDS = 60;

    private BenchNode() {}

    /** Every bench's settings, below those that it has itself. */
    static Config under(Config own) {
        return own.withFallback(ConfigFactory.parseString("""
                        pekko.actor.provider = cluster
                        pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                        pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
                        pekko.cluster.sharding.number-of-shards = 64
                        pekko.loglevel = WARNING
                        pekko.coordinated-shutdown.exit-jvm = off
                        pekko.jvm-exit-on-fatal-error = off
                        """)).withFallback(ConfigFactory.load());
    }

    /**
     * @param name what comes after {@code bench-}
     * @param own settings that differ
     * @param aroundStore put around the log's store, where there is one
     */
    static ActorSystem<Void> start(String name, Config own, UnaryOperator<LogStore> aroundStore) {
        ActorSystem<Void> system = ActorSystem.create(
                Behaviors.empty(),
                "bench-" + name,
                ActorSystemSetup.create(new LogStoreSetup(aroundStore), BootstrapSetup.create(under(own))));
        Cluster cluster = Cluster.get(system);
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        return system;
    }

    static void end(ActorSystem<Void> system) {
        system.terminate();
        system.getWhenTerminated()
                .toCompletableFuture()
                .orTimeout(END_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
