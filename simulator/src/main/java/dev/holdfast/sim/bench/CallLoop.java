package dev.holdfast.sim.bench;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Keeps a number of calls in flight: the next begins when one ends. May be told and asked on any thread. */
final class CallLoop implements Driven {
    private final String name;
    private final Supplier<? extends CompletionStage<?>> call;
    private final AtomicInteger flying = new AtomicInteger();
    private final AtomicLong done = new AtomicLong();
    private final AtomicReference<@org.jspecify.annotations.Nullable Throwable> failure = new AtomicReference<>();
    private final AtomicReference<CompletableFuture<Void>> rest = new AtomicReference<>(new CompletableFuture<>());
    private volatile int target;

    /** @param call must not block; the first that fails ends the loop */
    CallLoop(String name, Supplier<? extends CompletionStage<?>> call) {
        this.name = name;
        this.call = call;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void inFlight(int newTarget) {
        if (newTarget > 0 && flying.get() == 0) {
            rest.set(new CompletableFuture<>());
        }
        target = newTarget;
        for (int have = flying.get(); have < newTarget; have = flying.get()) {
            if (flying.compareAndSet(have, have + 1)) {
                begin();
            }
        }
    }

    private void begin() {
        try {
            var _ = call.get().whenComplete((_, failed) -> {
                if (failed != null) {
                    fail(failed);
                } else {
                    done.incrementAndGet();
                    if (flying.get() <= target) {
                        begin();
                    } else {
                        land();
                    }
                }
            });
        } catch (RuntimeException broken) {
            fail(broken);
        }
    }

    private void fail(Throwable failed) {
        failure.compareAndSet(null, failed);
        target = 0;
        land();
    }

    private void land() {
        if (flying.decrementAndGet() == 0) {
            rest.get().complete(null);
        }
    }

    /** @throws IllegalStateException when a call has failed */
    @Override
    public long done() {
        Throwable failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException(name + " failed: " + failed.getMessage(), failed);
        }
        return done.get();
    }

    /** Ends when every call that has begun, since some first was, has ended. */
    CompletableFuture<Void> atRest() {
        return rest.get();
    }
}
