package dev.holdfast.node.log.rocksdb;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactionOptionsFIFO;
import org.rocksdb.CompactionStyle;
import org.rocksdb.DBOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;
import org.rocksdb.WriteOptions;

/** The open database and its column families: commits, heads, snapshots, history, and one for the rest. */
final class RocksFiles implements AutoCloseable {
    static {
        RocksDB.loadLibrary();
    }

    /** How long copies of events are kept for readers, at least. */
    static final Duration HISTORY_KEPT = Duration.ofDays(30);

    /** Time alone decides what of the history goes, never its size. */
    private static final long NO_LIMIT_BYTES = 1L << 50;

    private final RocksDB database;
    private final List<ColumnFamilyHandle> families;
    private final DBOptions options;
    private final List<ColumnFamilyOptions> familyOptions;
    private final LRUCache cache;
    private final Statistics statistics;
    private final WriteOptions synced = new WriteOptions().setSync(true);
    private final WriteOptions unsynced = new WriteOptions().setSync(false);

    private RocksFiles(
            RocksDB database,
            List<ColumnFamilyHandle> families,
            DBOptions options,
            List<ColumnFamilyOptions> familyOptions,
            LRUCache cache,
            Statistics statistics) {
        this.database = database;
        this.families = families;
        this.options = options;
        this.familyOptions = familyOptions;
        this.cache = cache;
        this.statistics = statistics;
    }

    static RocksFiles open(RocksSettings settings) throws RocksDBException {
        // Not in the Java interface yet: a log file that is missing or cut short must not pass for an old end.
        Properties verified = new Properties();
        verified.setProperty("track_and_verify_wals", "true");
        Statistics statistics = new Statistics();
        DBOptions options = DBOptions.getDBOptionsFromProps(verified)
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setDbWriteBufferSize(settings.writeBufferMib() * 1024L * 1024L)
                .setMaxTotalWalSize(2L * settings.writeBufferMib() * 1024L * 1024L)
                .setMaxBackgroundJobs(2)
                .setKeepLogFileNum(4)
                .setStatistics(statistics);
        LRUCache cache = new LRUCache(settings.cacheMib() * 1024L * 1024L);
        ColumnFamilyOptions familyOptions = new ColumnFamilyOptions()
                .setTableFormatConfig(new BlockBasedTableConfig().setBlockCache(cache))
                .setWriteBufferSize(16L * 1024 * 1024);
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        for (String name : List.of("default", "commits", "heads", "snapshots")) {
            descriptors.add(new ColumnFamilyDescriptor(name.getBytes(StandardCharsets.UTF_8), familyOptions));
        }
        ColumnFamilyOptions historyOptions = historyOptions(cache);
        descriptors.add(new ColumnFamilyDescriptor("history".getBytes(StandardCharsets.UTF_8), historyOptions));
        List<ColumnFamilyHandle> families = new ArrayList<>();
        RocksDB database = RocksDB.open(options, settings.directory().toString(), descriptors, families);
        return new RocksFiles(database, families, options, List.of(familyOptions, historyOptions), cache, statistics);
    }

    /**
     * Copies for readers are written once and in the order of time, so whole files of them grow old together and go.
     * The store itself must see to it: whose they are may be archived and forgotten long before.
     */
    static ColumnFamilyOptions historyOptions(LRUCache cache) {
        return new ColumnFamilyOptions()
                .setTableFormatConfig(new BlockBasedTableConfig().setBlockCache(cache))
                .setWriteBufferSize(16L * 1024 * 1024)
                .setCompactionStyle(CompactionStyle.FIFO)
                .setCompactionOptionsFIFO(new CompactionOptionsFIFO()
                        .setMaxTableFilesSize(NO_LIMIT_BYTES)
                        .setAllowCompaction(true))
                .setTtl(HISTORY_KEPT.toSeconds());
    }

    RocksDB database() {
        return database;
    }

    ColumnFamilyHandle meta() {
        return families.get(0);
    }

    ColumnFamilyHandle commits() {
        return families.get(1);
    }

    ColumnFamilyHandle heads() {
        return families.get(2);
    }

    ColumnFamilyHandle snapshots() {
        return families.get(3);
    }

    ColumnFamilyHandle history() {
        return families.get(4);
    }

    WriteOptions synced() {
        return synced;
    }

    WriteOptions unsynced() {
        return unsynced;
    }

    long syncs() {
        return statistics.getTickerCount(TickerType.WAL_FILE_SYNCED);
    }

    @Override
    public void close() {
        families.forEach(ColumnFamilyHandle::close);
        database.close();
        options.close();
        familyOptions.forEach(ColumnFamilyOptions::close);
        cache.close();
        statistics.close();
        synced.close();
        unsynced.close();
    }
}
