package dev.holdfast.sim.bench;

import dev.holdfast.sim.bench.BenchReport.Bar;
import dev.holdfast.sim.bench.BenchReport.Figure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The log on Cassandra, beside what else could be done with the same Cassandra: an INSERT an event by the driver alone,
 * and the same entities over pekko-persistence-cassandra. All of it in this process, in turns.
 */
final class LogBench {
    private static final double LEAST_RATIO_RAW = 2;
    private static final double LEAST_RATIO_STOCK = 5;
    private static final double LEAST_TAKE_OVER_RATIO = 10;
    private static final int EVENT_BYTES_AT_MOST = 64 * 1024;
    private static final int SEED = 1;

    /**
     * How hard and how long.
     *
     * @param instances of the sides with entities, and ids that append on the others; at least as many as are in flight
     * @param inFlight that the bars are for, at least 1
     * @param fewer the same once more with less in flight, at least 1; its keys end in the number
     * @param warmUps uncounted turns of each side before the counted ones, at least 0: compiling takes the virtual
     *     machines of both this process and Cassandra longer than a turn
     * @param eventBytes of each event where there are no entities, from 1 to 65,536
     */
    record Load(int instances, int inFlight, int fewer, int warmUps, int eventBytes, Rounds rounds, TakeOver takeOver) {
        Load {
            Bounds.atLeastOne("instances", instances);
            Bounds.atLeastOne("in-flight", inFlight);
            Bounds.atLeastOne("fewer-in-flight", fewer);
            Bounds.atMost("in-flight", inFlight, "instances", instances);
            Bounds.atMost("fewer-in-flight", fewer, "in-flight", inFlight);
            Bounds.atLeast("warm-ups", warmUps, 0);
            Bounds.atLeastOne("event-bytes", eventBytes);
            Bounds.atMost("event-bytes", eventBytes, "64 KiB", EVENT_BYTES_AT_MOST);
        }
    }

    private LogBench() {}

    /**
     * @param folder for a Cassandra of its own; absent
     * @throws IllegalStateException when there is no Cassandra, or a side does not start, or does nothing
     */
    static BenchReport run(BenchCassandra.Place place, Path folder, Load load, Consumer<String> progress)
            throws InterruptedException {
        try (BenchCassandra cassandra = BenchCassandra.open(place, folder, progress)) {
            List<Figure> figures = new ArrayList<>(rates(cassandra, load, progress));
            figures.addAll(takeOver(load.takeOver().measure(cassandra, progress)));
            return new BenchReport("log", figures);
        }
    }

    private static List<Figure> rates(BenchCassandra cassandra, Load load, Consumer<String> progress)
            throws InterruptedException {
        // Nothing that could be compressed away.
        byte[] event = new byte[load.eventBytes()];
        new SplittableRandom(SEED).nextBytes(event);
        progress.accept("starting all sides, " + load.instances() + " instances on each");
        try (ShardAppends appends = ShardAppends.start(cassandra.log("appends"), load.instances(), event);
                BenchSide entities = BenchSide.start("entities", cassandra.log("entities"), UnaryOperator.identity())
                        .driving(load.instances(), load.inFlight(), progress);
                BenchSide stock = BenchSide.over("stock", cassandra.stock("stock"))
                        .driving(load.instances(), load.inFlight(), progress)) {
            List<Driven> sides =
                    List.of(appends.loop(), entities, RawInserts.over(cassandra, load.instances(), event), stock);
            List<Figure> figures = new ArrayList<>();
            if (load.warmUps() > 0) {
                progress.accept("warming up, " + load.inFlight() + " in flight");
                var _ = new Rounds(load.warmUps(), load.rounds().length()).perS(sides, load.inFlight(), progress);
            }
            progress.accept(load.inFlight() + " in flight");
            figures.addAll(rates("", true, load.rounds().perS(sides, load.inFlight(), progress)));
            progress.accept(load.fewer() + " in flight");
            figures.addAll(rates("_" + load.fewer(), false, load.rounds().perS(sides, load.fewer(), progress)));
            return figures;
        }
    }

    /** @param perS in the order of the sides */
    private static List<Figure> rates(String suffix, boolean barred, List<Double> perS) {
        double ours = perS.get(0);
        double entities = perS.get(1);
        double raw = perS.get(2);
        double stock = perS.get(3);
        return List.of(
                Figure.of("ours_per_s" + suffix, ours, 1, "events appended a second by the log alone"),
                Figure.of("entities_per_s" + suffix, entities, 1, "events persisted a second by entities over it"),
                Figure.of("raw_per_s" + suffix, raw, 1, "inserts a second by the driver alone"),
                Figure.of("stock_per_s" + suffix, stock, 1, "by the entities over pekko-persistence-cassandra"),
                new Figure("ratio_raw" + suffix, ours / raw, 2, "ours by raw", bar(barred, LEAST_RATIO_RAW)),
                new Figure(
                        "ratio_stock" + suffix,
                        entities / stock,
                        2,
                        "entities by stock",
                        bar(barred, LEAST_RATIO_STOCK)));
    }

    private static Optional<Bar> bar(boolean barred, double least) {
        return barred ? Optional.of(new Bar.AtLeast(least)) : Optional.empty();
    }

    private static List<Figure> takeOver(TakeOver.Found found) {
        return List.of(
                Figure.of("shard_instances", found.instances(), 0, "in the shard that is taken over"),
                Figure.of("shard_events", (double) found.events(), 0, "in its log"),
                Figure.of("take_over_ms", found.takeOverMillis(), 1, "from the first look at it until it is served"),
                Figure.of("stock_replay_ms", found.stockMillis(), 1, "the same instances one by one over the plugin"),
                Figure.of(
                        "take_over_ratio",
                        found.stockMillis() / found.takeOverMillis(),
                        2,
                        "the one by the other",
                        new Bar.AtLeast(LEAST_TAKE_OVER_RATIO)));
    }
}
