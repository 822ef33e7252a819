package dev.holdfast.node.log;

import dev.holdfast.core.log.LogStore;
import dev.holdfast.core.log.RegionRecord;
import dev.holdfast.core.log.StoreAnswer;
import dev.holdfast.core.log.StoreRequest;
import java.util.Optional;
import java.util.function.Consumer;

/** The same store for several nodes; none of them closes it. */
public record SharedStore(LogStore store) implements LogStore {
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
