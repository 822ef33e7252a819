package dev.holdfast.node.log.memory;

import dev.holdfast.core.log.LogStore;
import dev.holdfast.node.log.LogStoreContract;

class MemoryLogStoreTest extends LogStoreContract {
    @Override
    protected LogStore open() {
        return new MemoryLogStore();
    }
}
