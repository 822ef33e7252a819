package dev.holdfast.node.log.backup;

import dev.holdfast.core.log.LogStore;
import dev.holdfast.node.log.cassandra.CassandraLogStore;
import dev.holdfast.node.log.cassandra.SharedCassandra;

class CassandraBackupTest extends BackupContract {
    @Override
    protected LogStore fresh() {
        return CassandraLogStore.open(SharedCassandra.get().freshKeyspace());
    }
}
