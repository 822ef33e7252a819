package dev.holdfast.sim.bench;

import dev.holdfast.sim.bench.BenchReport.Figure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * What being watched costs, and how soon a watcher knows: labels are changed, with nobody watching and counted when
 * they are acknowledged (the floor), then with watchers and counted when the last of them was told.
 */
final class WatchBench {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int HOSTS = 4;
    private static final int CREATING = 64;

    /**
     * How hard and how long.
     *
     * @param instances that are changed in turns; at least as many as calls in flight, so that none waits for itself
     * @param watchers that each watch all of them, at least 1
     * @param inFlight changes at once, at least 1
     */
    record Load(int instances, int watchers, int inFlight, Rounds rounds) {
        Load {
            Bounds.atLeastOne("instances", instances);
            Bounds.atLeastOne("watchers", watchers);
            Bounds.atLeastOne("in-flight", inFlight);
            Bounds.atMost("in-flight", inFlight, "instances", instances);
        }
    }

    private final GrpcRegion region;
    private final Load load;
    private final Consumer<String> progress;
    private final AtomicLong changes = new AtomicLong();

    private WatchBench(GrpcRegion region, Load load, Consumer<String> progress) {
        this.region = region;
        this.load = load;
        this.progress = progress;
    }

    /** @param folder for the node's log and the hosts' records; empty */
    static BenchReport run(Path folder, Load load, Consumer<String> progress) throws InterruptedException {
        progress.accept("starting a node and " + HOSTS + " hosts");
        try (GrpcRegion region = GrpcRegion.start(folder, HOSTS)) {
            return new WatchBench(region, load, progress).run();
        }
    }

    private BenchReport run() throws InterruptedException {
        List<String> instances = IntStream.range(0, load.instances())
                .mapToObj(WatchBench::instance)
                .toList();
        AtOnce.each(instances, CREATING, PATIENCE, region::createAndRun);
        progress.accept(String.format(Locale.ROOT, "%,d instances run", instances.size()));

        List<Double> unwatched = new ArrayList<>();
        List<Double> seen = new ArrayList<>();
        for (int round = 1; round <= load.rounds().count(); round++) {
            unwatched.add(turn("unwatched", () -> change(region::label)));
            try (ChangeWatchers watchers = ChangeWatchers.of(region, load.watchers())) {
                seen.add(turn("seen", () -> change(watchers::labelAndSee)));
            }
            progress.accept(String.format(
                    Locale.ROOT,
                    "round %d of %d: unwatched %,.0f/s, seen by all of %d %,.0f/s",
                    round,
                    load.rounds().count(),
                    unwatched.getLast(),
                    load.watchers(),
                    seen.getLast()));
        }
        double half = Rounds.median(seen) / 2;
        try (ChangeWatchers watchers = ChangeWatchers.of(region, load.watchers())) {
            Latencies acknowledged = OpenLoop.at(half, load.rounds(), () -> change(region::label));
            Latencies told = OpenLoop.at(half, load.rounds(), () -> change(watchers::labelAndSee));
            return report(Rounds.median(unwatched), Rounds.median(seen), acknowledged, told);
        }
    }

    private BenchReport report(double unwatched, double seen, Latencies acknowledged, Latencies told) {
        return new BenchReport(
                "watch",
                List.of(
                        Figure.of("unwatched_per_s", unwatched, 1, "changes acknowledged a second, nobody watching"),
                        Figure.of("seen_per_s", seen, 1, "changes a second of which every watcher was told"),
                        Figure.of("seen_ratio", seen / unwatched, 3, "the one by the other"),
                        Figure.of("watchers", load.watchers(), 0, "each watches everything"),
                        Figure.of("told_per_s", seen * load.watchers(), 1, "messages to watchers a second"),
                        Figure.of("acknowledged_p50_ms", acknowledged.p50Millis(), 2, "of an acknowledgement, watched"),
                        Figure.of("acknowledged_p99_ms", acknowledged.p99Millis(), 2, "at half of seen_per_s"),
                        Figure.of("seen_p50_ms", told.p50Millis(), 2, "until the last watcher was told"),
                        Figure.of("seen_p99_ms", told.p99Millis(), 2, "at the same rate")));
    }

    private static String instance(int number) {
        return "i-" + number;
    }

    private CompletionStage<?> change(BiFunction<String, Long, CompletionStage<?>> doing) {
        long number = changes.getAndIncrement();
        return doing.apply(instance((int) (number % load.instances())), number);
    }

    private double turn(String name, Supplier<CompletionStage<?>> call) throws InterruptedException {
        CallLoop loop = new CallLoop(name, call);
        double perS = new Rounds(1, load.rounds().length())
                .perS(List.of(loop), load.inFlight(), _ -> {})
                .getFirst();
        try {
            loop.atRest().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException late) {
            throw new IllegalStateException("changes of " + name + " have no end", late);
        }
        return perS;
    }
}
