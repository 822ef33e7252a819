package dev.holdfast.sim.bench;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Load that comes when it comes, whether or not what came before was answered: the only kind under which percentiles
 * mean what a user sees. Each call has its moment on a fixed schedule and its latency is counted from that moment, even
 * when the machine, a full window or the schedule's own timer made it late.
 */
final class OpenLoop {
    private static final int DIGITS = 3;
    private static final long TICK_MICROS = 500;
    private static final int OUTSTANDING_AT_MOST = 2_048;
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(30);

    private final double perS;
    private final Supplier<? extends CompletionStage<?>> call;
    private final long warmUpNanos;
    private final long total;
    private final Histogram nanos = new ConcurrentHistogram(DIGITS);
    private final AtomicLong ended = new AtomicLong();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private long began;
    private long issued;

    private OpenLoop(double perS, Rounds rounds, Supplier<? extends CompletionStage<?>> call) {
        this.perS = perS;
        this.call = call;
        this.warmUpNanos = rounds.warmUp().toNanos();
        // However slow the rate, one at least comes after the warm-up: percentiles of nothing would be zeros.
        long inWarmUp = (long) Math.ceil(perS * warmUpNanos / 1e9);
        this.total = Math.max(
                inWarmUp + 1, (long) (perS * (warmUpNanos + rounds.length().toNanos()) / 1e9));
    }

    /**
     * Calls at this rate for a warm-up and one counted turn.
     *
     * @param call must not block; a failure ends the bench
     * @throws IllegalStateException when a call fails, or the last answers do not come
     */
    static Latencies at(double perS, Rounds rounds, Supplier<? extends CompletionStage<?>> call)
            throws InterruptedException {
        if (!(perS > 0)) {
            throw new IllegalArgumentException("a rate must be more than zero, was " + perS);
        }
        return new OpenLoop(perS, rounds, call).run(rounds);
    }

    private Latencies run(Rounds rounds) throws InterruptedException {
        try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
            began = System.nanoTime();
            var ticks = timer.scheduleAtFixedRate(this::tick, 0, TICK_MICROS, TimeUnit.MICROSECONDS);
            Duration patience = rounds.warmUp().plus(rounds.length()).plus(LAST_ANSWERS);
            try {
                over.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException failed) {
                throw new IllegalStateException("a call failed: " + failed.getCause(), failed);
            } catch (TimeoutException late) {
                throw new IllegalStateException(
                        ended.get() + " of " + total + " calls were answered within " + patience, late);
            } finally {
                ticks.cancel(false);
                timer.shutdownNow();
            }
        }
        return Latencies.of(nanos);
    }

    private void tick() {
        long due = Math.min(total, (long) ((System.nanoTime() - began) / 1e9 * perS) + 1);
        while (issued < due && issued - ended.get() < OUTSTANDING_AT_MOST && !over.isDone()) {
            long intended = began + (long) (issued * 1e9 / perS);
            issued++;
            issue(intended);
        }
    }

    private void issue(long intended) {
        try {
            var _ = call.get().whenComplete((_, failure) -> answered(intended, failure));
        } catch (RuntimeException broken) {
            over.completeExceptionally(broken);
        }
    }

    private void answered(long intended, @org.jspecify.annotations.Nullable Throwable failure) {
        if (failure != null) {
            over.completeExceptionally(failure);
            return;
        }
        if (intended - began >= warmUpNanos) {
            nanos.recordValue(Math.max(0, System.nanoTime() - intended));
        }
        if (ended.incrementAndGet() == total) {
            over.complete(null);
        }
    }
}
