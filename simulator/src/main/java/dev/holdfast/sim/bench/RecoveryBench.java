package dev.holdfast.sim.bench;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.sim.bench.BenchReport.Figure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * How fast a shard is served again after its node is gone: a new process on the same log takes it over, which reads the
 * shard once and knows every instance in it. Beside that, in the same run, what it takes to replay the same instances
 * one by one, as a control plane without keepers would have to before it knew as much.
 */
final class RecoveryBench {
    static final Config ONE_SHARD = ConfigFactory.parseString("holdfast.log.shards.instance = 1");

    /**
     * How large.
     *
     * @param instances of the shard, at least 1
     * @param inFlight commands at once while they are made, and replays at once, at least 1
     */
    record Load(int instances, int inFlight) {
        Load {
            Bounds.atLeastOne("instances", instances);
            Bounds.atLeastOne("in-flight", inFlight);
        }
    }

    private RecoveryBench() {}

    /** @param folder for the log; empty or absent */
    static BenchReport run(Path folder, Load load, Consumer<String> progress) throws InterruptedException {
        BenchSide first = BenchSide.start(folder, ONE_SHARD, UnaryOperator.identity());
        long events;
        try {
            events = first.running("bench", load.instances(), load.inFlight(), progress)
                    .done();
        } finally {
            first.close();
        }
        long began = System.nanoTime();
        try (RecoveringProcess second =
                RecoveringProcess.start(folder, load, folder.resolveSibling("recovering.log"))) {
            double[] served = second.await(Recovering.SERVED);
            double processMillis = (System.nanoTime() - began) / 1e6;
            progress.accept(String.format(Locale.ROOT, "taken over in %,.0f ms", served[1]));
            second.goOn();
            double oneByOneMillis = second.await(Recovering.REPLAYED)[0];
            progress.accept(String.format(Locale.ROOT, "replayed one by one in %,.0f ms", oneByOneMillis));
            return report(load.instances(), events, processMillis, served[0], served[1], oneByOneMillis);
        } catch (IOException broken) {
            throw new IllegalStateException(
                    "the process that takes over cannot be heard: " + broken.getMessage(), broken);
        }
    }

    private static BenchReport report(
            int instances,
            long events,
            double processMillis,
            double nodeMillis,
            double takeOverMillis,
            double oneByOneMillis) {
        return new BenchReport(
                "recovery",
                List.of(
                        Figure.of("instances", instances, 0, "in the shard"),
                        Figure.of("events", (double) events, 0, "in its log"),
                        Figure.of(
                                "take_over_ms", takeOverMillis, 1, "from the first look at the log until it is served"),
                        Figure.of("new_node_ms", nodeMillis, 1, "the same with the start of the node"),
                        Figure.of("new_process_ms", processMillis, 1, "the same with the start of its process"),
                        Figure.of(
                                "take_over_per_s",
                                instances * 1e3 / takeOverMillis,
                                1,
                                "instances known again a second"),
                        Figure.of(
                                "one_by_one_per_s",
                                instances * 1e3 / oneByOneMillis,
                                1,
                                "instances replayed a second, each by its own entity"),
                        Figure.of("ratio", oneByOneMillis / takeOverMillis, 2, "the one by the other")));
    }
}
