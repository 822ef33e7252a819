package dev.holdfast.node.log.backup;

import dev.holdfast.core.log.LogStore;
import dev.holdfast.node.log.rocksdb.RocksLogStore;
import dev.holdfast.node.log.rocksdb.RocksSettings;

class RocksBackupTest extends BackupContract {
    private int stores;

    @Override
    protected LogStore fresh() {
        stores++;
        return new RocksLogStore(RocksSettings.in(folder.resolve("store-" + stores)), _ -> {});
    }
}
