package dev.holdfast.node.log.backup;

import dev.holdfast.core.log.LogStore;
import dev.holdfast.core.log.RegionRecord;
import dev.holdfast.core.log.StoreAnswer;
import dev.holdfast.core.log.StoreRequest;
import java.util.Optional;
import java.util.function.Consumer;

/** A store that is suddenly another one, as a keyspace is that was emptied and filled again. */
final class Exchanged implements LogStore {
    private volatile LogStore store;

    Exchanged(LogStore store) {
        this.store = store;
    }

    void now(LogStore other) {
        store = other;
    }

    @Override
    public void send(StoreRequest request, Consumer<StoreAnswer> answerTo) {
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
    public void close() {}
}
