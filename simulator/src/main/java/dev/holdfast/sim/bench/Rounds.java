package dev.holdfast.sim.bench;

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
import java.util.stream.Collectors;

/**
 * How often, and how long, each side of a comparison is measured. The sides take turns in one process, so that a noisy
 * machine disturbs all alike, and the median of each side counts.
 *
 * @param count turns of each side, at least 1
 * @param length of the counted part of a turn, at least 1 ms; a fifth of it is the warm-up before, or as many fifths as
 *     it takes until the first lap of all that is in flight is over
 */
record Rounds(int count, Duration length) {
    private static final Duration SETTLING = Duration.ofMillis(300);
    /** How often the warm-up is repeated at most, until as much was done as is in flight. */
    private static final int FIRST_LAP_WAITS = 50;

    /** How often it is looked at most whether anything of a turn still ends after it. */
    private static final int REST_LOOKS = 40;

    private static final Duration SCHEDULING_GRACE = Duration.ofSeconds(30);

    Rounds {
        Bounds.atLeastOne("rounds", count);
        Bounds.atLeastOne("round in ms", length.toMillis());
    }

    Duration warmUp() {
        return length.dividedBy(5);
    }

    /**
     * What each side did a second, in the order of the sides.
     *
     * @param inFlight what each side keeps in flight
     * @throws IllegalStateException if a side does nothing while it is measured
     */
    List<Double> perS(List<? extends Driven> sides, int inFlight, Consumer<String> progress)
            throws InterruptedException {
        List<List<Double>> rates = new ArrayList<>();
        sides.forEach(_ -> rates.add(new ArrayList<>()));
        try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
            for (int round = 1; round <= count; round++) {
                for (int side = 0; side < sides.size(); side++) {
                    rates.get(side).add(turn(sides.get(side), inFlight, timer));
                }
                progress.accept("round " + round + " of " + count + ": " + words(sides, rates));
            }
        }
        return rates.stream().map(Rounds::median).toList();
    }

    private static String words(List<? extends Driven> sides, List<List<Double>> rates) {
        List<String> words = new ArrayList<>();
        for (int side = 0; side < sides.size(); side++) {
            words.add(String.format(
                    Locale.ROOT,
                    "%s %,.0f/s",
                    sides.get(side).name(),
                    rates.get(side).getLast()));
        }
        return words.stream().collect(Collectors.joining(", "));
    }

    /** Warms up, counts, and lets what is in flight come to rest. */
    private double turn(Driven side, int inFlight, ScheduledExecutorService timer) throws InterruptedException {
        long atFirst = side.done();
        side.inFlight(inFlight);
        Sample before = sampleAfter(warmUp(), side, timer);
        // All begin at once; until as many have ended, the ends do not follow each other as they do later.
        for (int waits = 0; before.done() - atFirst < inFlight && waits < FIRST_LAP_WAITS; waits++) {
            before = sampleAfter(warmUp(), side, timer);
        }
        Sample after = sampleAfter(length, side, timer);
        side.inFlight(0);
        comeToRest(side, timer);
        long done = after.done() - before.done();
        if (done == 0) {
            throw new IllegalStateException(side.name() + " did nothing in " + length.toMillis() + " ms");
        }
        return done / ((after.nanos() - before.nanos()) / 1e9);
    }

    /** What a slow side still has in flight would weigh on the turn of the next. */
    private static void comeToRest(Driven side, ScheduledExecutorService timer) throws InterruptedException {
        Sample last = sampleAfter(SETTLING, side, timer);
        for (int looks = 0; looks < REST_LOOKS; looks++) {
            Sample now = sampleAfter(SETTLING, side, timer);
            if (now.done() == last.done()) {
                return;
            }
            last = now;
        }
    }

    private record Sample(long done, long nanos) {}

    /** The timer's own thread counts, so that work and time belong together however late the caller wakes. */
    private static Sample sampleAfter(Duration delay, Driven side, ScheduledExecutorService timer)
            throws InterruptedException {
        try {
            return timer.schedule(
                            () -> new Sample(side.done(), System.nanoTime()), delay.toMillis(), TimeUnit.MILLISECONDS)
                    .get(delay.plus(SCHEDULING_GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw new IllegalStateException(String.valueOf(failed.getCause()), failed);
        } catch (TimeoutException late) {
            throw new IllegalStateException("no sample of " + side.name() + " was taken", late);
        }
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
