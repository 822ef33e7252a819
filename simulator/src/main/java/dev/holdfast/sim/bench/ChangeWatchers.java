package dev.holdfast.sim.bench;

import dev.holdfast.v1.WatchInstancesResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Some who watch the bench's project, and who awaits what they are told. */
final class ChangeWatchers implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final GrpcRegion region;
    private final int count;
    private final List<Runnable> ends = new ArrayList<>();
    private final Map<String, Awaited> awaited = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** A change that not everybody has been told yet. */
    private record Awaited(AtomicInteger left, CompletableFuture<Void> seen) {}

    private ChangeWatchers(GrpcRegion region, int count) {
        this.region = region;
        this.count = count;
    }

    /**
     * Gives them back when each has been told all there is.
     *
     * @throws IllegalStateException when a watch does not begin
     */
    static ChangeWatchers of(GrpcRegion region, int count) throws InterruptedException {
        ChangeWatchers all = new ChangeWatchers(region, count);
        List<CompletableFuture<Void>> listed = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            CompletableFuture<Void> begun = new CompletableFuture<>();
            listed.add(begun);
            all.ends.add(region.watch(all.watcher(begun)));
        }
        try {
            CompletableFuture.allOf(listed.toArray(CompletableFuture<?>[]::new))
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException late) {
            all.close();
            throw new IllegalStateException("not every watch has begun within " + PATIENCE, late);
        }
        return all;
    }

    private StreamObserver<WatchInstancesResponse> watcher(CompletableFuture<Void> begun) {
        return new StreamObserver<>() {
            @Override
            public void onNext(WatchInstancesResponse told) {
                if (told.hasListEnd()) {
                    begun.complete(null);
                } else if (told.hasChange()) {
                    told(told.getChange().getInstance().getLabelsOrDefault(GrpcRegion.LABEL, ""));
                }
            }

            @Override
            public void onError(Throwable failure) {
                begun.completeExceptionally(failure);
                if (!closed) {
                    awaited.values().forEach(each -> each.seen().completeExceptionally(failure));
                }
            }

            @Override
            public void onCompleted() {
                onError(new IllegalStateException("the watch has ended"));
            }
        };
    }

    private void told(String value) {
        Awaited change = awaited.get(value);
        if (change != null && change.left().decrementAndGet() == 0) {
            awaited.remove(value);
            change.seen().complete(null);
        }
    }

    /** Changes a label; ends when that is acknowledged and every watcher was told. */
    CompletionStage<Void> labelAndSee(String instance, long number) {
        Awaited change = new Awaited(new AtomicInteger(count), new CompletableFuture<>());
        awaited.put(GrpcRegion.value(number), change);
        return region.label(instance, number).thenCompose(_ -> change.seen());
    }

    @Override
    public void close() {
        closed = true;
        ends.forEach(Runnable::run);
    }
}
