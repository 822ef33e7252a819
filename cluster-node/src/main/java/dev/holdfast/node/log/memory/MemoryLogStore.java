package dev.holdfast.node.log.memory;

import dev.holdfast.core.log.LogStore;
import dev.holdfast.core.log.RegionRecord;
import dev.holdfast.core.log.StoreAnswer;
import dev.holdfast.core.log.StoreModel;
import dev.holdfast.core.log.StoreRequest;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** The model of a store behind one thread. Nothing of it survives its process. */
public final class MemoryLogStore implements LogStore {
    private final StoreModel model = new StoreModel();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("holdfast-memory-store").factory());
    private Optional<RegionRecord> region = Optional.empty();

    @Override
    public void send(StoreRequest request, Consumer<StoreAnswer> answerTo) {
        try {
            thread.execute(() -> answerTo.accept(model.apply(request)));
        } catch (RejectedExecutionException closed) {
            answerTo.accept(new StoreAnswer.Unavailable("the store is closed"));
        }
    }

    @Override
    public synchronized RegionRecord region(RegionRecord wanted) {
        region = Optional.of(region.orElse(wanted));
        return region.get();
    }

    @Override
    public synchronized Optional<RegionRecord> regionFound() {
        return region;
    }

    @Override
    public synchronized Optional<RegionRecord> replaceRegion(RegionRecord expected, RegionRecord next) {
        region = region.map(found -> found.equals(expected) ? next : found);
        return region;
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
