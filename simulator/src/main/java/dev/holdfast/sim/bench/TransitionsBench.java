package dev.holdfast.sim.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Durable life-cycle transitions a second in one process, views on, against the very same entities over Pekko's
 * in-memory journal with serialization. Both run in the same JVM in turns, so that a noisy machine disturbs both alike.
 */
public final class TransitionsBench {
    /**
     * What came of it; events persisted a second, medians over the rounds.
     *
     * @param ratio the one by the other
     * @param ours each round's, in order; {@code ceiling} likewise
     */
    public record Result(
            double transitionsPerS, double ceilingPerS, double ratio, List<Double> ours, List<Double> ceiling) {
        public Result {
            ours = List.copyOf(ours);
            ceiling = List.copyOf(ceiling);
        }
    }

    /**
     * How hard and how long.
     *
     * @param instances on each side, at least 1
     * @param inFlight commands that are asked at once, at least 1
     * @param rounds of each side, at least 1
     * @param round how long each is measured, more than zero
     */
    public record Load(int instances, int inFlight, int rounds, Duration round) {
        public Load {
            requirePositive("instances", instances);
            requirePositive("inFlight", inFlight);
            requirePositive("rounds", rounds);
            requirePositive("round in ms", round.toMillis());
        }

        private static void requirePositive(String field, long value) {
            if (value < 1) {
                throw new IllegalArgumentException(field + " must be at least 1, was " + value);
            }
        }
    }

    private static final Duration SETTLING = Duration.ofMillis(300);
    private static final Duration SCHEDULING_GRACE = Duration.ofSeconds(30);

    private TransitionsBench() {}

    /**
     * @param folder for our log; empty or absent
     * @throws IllegalStateException if a side does not start, or persists nothing while it is measured
     */
    public static Result run(Path folder, Load load, Consumer<String> progress) throws InterruptedException {
        progress.accept("starting both sides with " + load.instances() + " instances each");
        BenchSide ours = BenchSide.ours(folder, load, progress);
        try {
            BenchSide ceiling = BenchSide.ceiling(load, progress);
            try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
                return rounds(ours, ceiling, load, timer, progress);
            } finally {
                ceiling.end();
            }
        } finally {
            ours.end();
        }
    }

    private static Result rounds(
            BenchSide ours, BenchSide ceiling, Load load, ScheduledExecutorService timer, Consumer<String> progress)
            throws InterruptedException {
        List<Double> oursPerS = new ArrayList<>();
        List<Double> ceilingPerS = new ArrayList<>();
        for (int round = 1; round <= load.rounds(); round++) {
            oursPerS.add(measure(ours, load, timer));
            ceilingPerS.add(measure(ceiling, load, timer));
            progress.accept(String.format(
                    Locale.ROOT,
                    "round %d of %d: %.0f/s, ceiling %.0f/s",
                    round,
                    load.rounds(),
                    oursPerS.getLast(),
                    ceilingPerS.getLast()));
        }
        double mine = median(oursPerS);
        double most = median(ceilingPerS);
        return new Result(mine, most, mine / most, oursPerS, ceilingPerS);
    }

    /** Warms up for a fifth of the round, counts for a round, and lets what is in flight come to rest. */
    private static double measure(BenchSide side, Load load, ScheduledExecutorService timer)
            throws InterruptedException {
        side.inFlight(load.inFlight());
        Sample before = sampleAfter(load.round().dividedBy(5), side, timer);
        Sample after = sampleAfter(load.round(), side, timer);
        side.inFlight(0);
        sampleAfter(SETTLING, side, timer);
        long events = after.events() - before.events();
        if (events == 0) {
            throw new IllegalStateException(side.system().name() + " persisted nothing in "
                    + load.round().toMillis() + " ms");
        }
        return events / ((after.nanos() - before.nanos()) / 1e9);
    }

    private record Sample(long events, long nanos) {}

    /** The timer's own thread counts, so that events and time belong together however late the caller wakes. */
    private static Sample sampleAfter(Duration delay, BenchSide side, ScheduledExecutorService timer)
            throws InterruptedException {
        try {
            return timer.schedule(
                            () -> new Sample(side.events().get(), System.nanoTime()),
                            delay.toMillis(),
                            TimeUnit.MILLISECONDS)
                    .get(delay.plus(SCHEDULING_GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException broken) {
            throw new IllegalStateException("no sample of " + side.system().name() + " was taken", broken);
        }
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
