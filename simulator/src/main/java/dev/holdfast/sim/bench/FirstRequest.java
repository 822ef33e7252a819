package dev.holdfast.sim.bench;

import dev.holdfast.core.log.LogStore;
import dev.holdfast.core.log.RegionRecord;
import dev.holdfast.core.log.StoreAnswer;
import dev.holdfast.core.log.StoreRequest;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Knows when a store was first asked anything about a shard: that is when somebody began to take it over. */
final class FirstRequest implements LogStore {
    private static final long NEVER = Long.MIN_VALUE;

    private final LogStore store;
    private final AtomicLong at;

    private FirstRequest(LogStore store, AtomicLong at) {
        this.store = store;
        this.at = at;
    }

    /** Notes the moment for whoever started the node. */
    static final class Note {
        private final AtomicLong at = new AtomicLong(NEVER);

        LogStore around(LogStore store) {
            return new FirstRequest(store, at);
        }

        /** By {@link System#nanoTime}; empty when nothing was asked yet. */
        OptionalLong nanos() {
            return at.get() == NEVER ? OptionalLong.empty() : OptionalLong.of(at.get());
        }
    }

    @Override
    public void send(StoreRequest request, Consumer<StoreAnswer> answerTo) {
        at.compareAndSet(NEVER, System.nanoTime());
        store.send(request, answerTo);
    }

    @Override
    public RegionRecord region(RegionRecord wanted) {
        return store.region(wanted);
    }

    @Override
    public Optional<RegionRecord> regionFound() {
        return store.regionFound();
    }

    @Override
    public Optional<RegionRecord> replaceRegion(RegionRecord expected, RegionRecord next) {
        return store.replaceRegion(expected, next);
    }

    @Override
    public void close() {
        store.close();
    }
}
