package dev.holdfast.node.log.backup;

import dev.holdfast.core.log.LogStore;
import dev.holdfast.node.log.cassandra.CassandraLogStore;
import dev.holdfast.node.log.cassandra.SharedCassandra;
import org.junit.jupiter.api.Tag;

/** Nightly: a restore into Cassandra writes commit by commit, which takes its time there. */
@Tag("nightly")
class CassandraBackupTest extends BackupContract {
    @Override
    protected LogStore fresh() {
        return CassandraLogStore.open(SharedCassandra.get().freshKeyspace());
    }
}
