package dev.holdfast.node.log.cassandra;

import dev.holdfast.core.log.LogStore;
import dev.holdfast.node.log.LogStoreContract;
import dev.holdfast.node.log.OwnShards;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The contract, on a real Cassandra that the build fetches and starts. To make tables takes long, so each test has
 * shards of its own instead of a store of its own; one test claims the region, and all share the claim.
 */
class CassandraContractTest extends LogStoreContract {
    private static final AtomicInteger TESTS = new AtomicInteger();

    @Override
    protected LogStore open() {
        return new OwnShards(
                CassandraLogStore.open(SharedCassandra.get().sharedKeyspace()), "contract-" + TESTS.incrementAndGet());
    }

    @Override
    protected void withNobodys(Consumer<LogStore> test) {
        try (LogStore nobodys = CassandraLogStore.open(SharedCassandra.get().freshKeyspace())) {
            test.accept(nobodys);
        }
    }
}
