package dev.holdfast.sim.cluster;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Looks at real processes again and again until something is so. Nothing here waits without an end. */
public final class Lookout {
    private final ScheduledExecutorService timer;

    public Lookout(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /**
     * @return whether it was so before patience ended
     * @throws IllegalStateException when looking itself fails
     */
    public boolean until(Duration every, Duration patience, BooleanSupplier so) throws InterruptedException {
        CompletableFuture<Void> seen = new CompletableFuture<>();
        var looking = timer.scheduleWithFixedDelay(
                () -> {
                    try {
                        if (so.getAsBoolean()) {
                            seen.complete(null);
                        }
                    } catch (RuntimeException broken) {
                        seen.completeExceptionally(broken);
                    }
                },
                0,
                every.toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            seen.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException over) {
            return false;
        } catch (ExecutionException failed) {
            throw new IllegalStateException("could not look any more: " + failed.getCause(), failed);
        } finally {
            looking.cancel(false);
        }
    }

    /** Lets this much time pass: for when a scenario wants a moment, not an event. */
    public void pass(Duration length) throws InterruptedException {
        until(length.plusMillis(1), length, () -> false);
    }
}
