package dev.holdfast.node.log.cassandra;

import dev.holdfast.core.log.LogStore;
import dev.holdfast.node.log.LogStoreContract;

/** The contract, on a real Cassandra that the build fetches and starts. */
class CassandraContractTest extends LogStoreContract {
    @Override
    protected LogStore open() {
        return CassandraLogStore.open(SharedCassandra.get().freshKeyspace());
    }
}
