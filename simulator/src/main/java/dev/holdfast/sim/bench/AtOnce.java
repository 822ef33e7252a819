package dev.holdfast.sim.bench;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Something done with each of many, some of them at once. */
final class AtOnce {
    private AtOnce() {}

    /**
     * Waits until it is done with all.
     *
     * @param most so many at once
     * @throws IllegalStateException when one fails, or not all are done within the patience
     */
    static <T> void each(List<T> all, int most, Duration patience, Function<T, CompletableFuture<?>> doing)
            throws InterruptedException {
        if (all.isEmpty()) {
            return;
        }
        CompletableFuture<Void> over = new CompletableFuture<>();
        AtomicLong next = new AtomicLong();
        AtomicLong left = new AtomicLong(all.size());
        for (int i = 0; i < Math.min(most, all.size()); i++) {
            next(all, next, left, doing, over);
        }
        try {
            over.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            throw new IllegalStateException(left.get() + " of " + all.size() + " are not there: " + failed, failed);
        }
    }

    private static <T> void next(
            List<T> all,
            AtomicLong next,
            AtomicLong left,
            Function<T, CompletableFuture<?>> doing,
            CompletableFuture<Void> over) {
        int at = (int) next.getAndIncrement();
        if (at >= all.size()) {
            return;
        }
        var _ = doing.apply(all.get(at)).whenComplete((_, failure) -> {
            if (failure != null) {
                over.completeExceptionally(failure);
            } else if (left.decrementAndGet() == 0) {
                over.complete(null);
            } else {
                next(all, next, left, doing, over);
            }
        });
    }
}
