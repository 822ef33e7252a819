package dev.holdfast.node.log;

import dev.holdfast.core.log.LogStore;
import dev.holdfast.core.log.RegionRecord;
import dev.holdfast.core.log.StoreAnswer;
import dev.holdfast.core.log.StoreRequest;
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
    public void close() {}
}
