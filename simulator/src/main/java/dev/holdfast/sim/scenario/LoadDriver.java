package dev.holdfast.sim.scenario;

import dev.holdfast.core.shared.Quantities;
import dev.holdfast.sim.history.Call;
import dev.holdfast.sim.history.RecordingClient;
import dev.holdfast.sim.workload.Step;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * Follows a workload's steps at their times. What is asked of one instance is asked in order: nobody asks to stop what
 * was not accepted yet. Confined to its own thread on the timer.
 */
final class LoadDriver {
    private final RecordingClient client;
    private final ScheduledExecutorService timer;
    private final Iterator<Step> steps;
    private final Duration length;
    private final String runId;
    private final Map<Long, CompletableFuture<Optional<Call>>> last = new HashMap<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private long startedAt;

    /**
     * @param length steps after this are left out
     * @param runId makes this run's request ids differ from every other's
     */
    LoadDriver(
            RecordingClient client,
            ScheduledExecutorService timer,
            Iterator<Step> steps,
            Duration length,
            String runId) {
        this.client = client;
        this.timer = timer;
        this.steps = steps;
        this.length = length;
        this.runId = runId;
    }

    /** Ends when the last step was taken and the last call has ended, one way or the other. */
    CompletableFuture<Void> start() {
        startedAt = System.nanoTime();
        timer.execute(this::next);
        return over;
    }

    private void next() {
        try {
            while (steps.hasNext()) {
                Step step = steps.next();
                if (step.at().compareTo(length) > 0) {
                    break;
                }
                long wait = step.at().toNanos() - (System.nanoTime() - startedAt);
                if (wait > 1_000_000) {
                    var _ = timer.schedule(
                            () -> {
                                take(step);
                                next();
                            },
                            wait,
                            TimeUnit.NANOSECONDS);
                    return;
                }
                take(step);
            }
            var _ = CompletableFuture.allOf(last.values().toArray(CompletableFuture<?>[]::new))
                    .whenComplete((_, failure) -> {
                        if (failure == null) {
                            over.complete(null);
                        } else {
                            over.completeExceptionally(failure);
                        }
                    });
        } catch (RuntimeException broken) {
            over.completeExceptionally(broken);
        }
    }

    private void take(Step step) {
        String name = "vm-" + step.index();
        switch (step) {
            case Step.Create(var _, long index, long batch, Quantities size) ->
                last.put(
                        index,
                        client.create(runId + "-create-" + index, name, "batch-" + batch, size)
                                .thenApply(Optional::of));
            case Step.Stop(Duration at, long index) ->
                then(index, (id, instance) -> client.stop(id, instance), "stop-" + at.toMillis(), name);
            case Step.Start(Duration at, long index) ->
                then(index, (id, instance) -> client.start(id, instance), "start-" + at.toMillis(), name);
            case Step.Delete(var _, long index) ->
                then(index, (id, instance) -> client.delete(id, instance), "delete", name);
        }
    }

    private void then(
            long index, BiFunction<String, String, CompletableFuture<Call>> asking, String what, String name) {
        CompletableFuture<Optional<Call>> before = last.get(index);
        if (before != null) {
            last.put(
                    index,
                    before.thenCompose(
                            call -> call.filter(LoadDriver::refusedToBegin).isPresent()
                                    ? CompletableFuture.completedFuture(call)
                                    : asking.apply(runId + "-" + what + "-" + index, name)
                                            .thenApply(Optional::of)));
        }
    }

    /** What never came to be is asked nothing more. */
    private static boolean refusedToBegin(Call call) {
        return call.verb() == Call.Verb.CREATE && !call.acknowledged();
    }
}
