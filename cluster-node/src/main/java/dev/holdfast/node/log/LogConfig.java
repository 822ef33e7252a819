package dev.holdfast.node.log;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.holdfast.core.log.LogSettings;
import dev.holdfast.core.log.RegionRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything under {@code holdfast.log}.
 *
 * @param store memory or rocksdb
 * @param rocksdbDirectory where the embedded store lives
 * @param rocksdbSync whether it syncs before it answers
 * @param region the region's name, which the store must agree with
 * @param shards per resource type, how many shards there are; fixed when the store is made
 * @param defaultShards shards of the type {@code default}, for persistence ids that are not ours
 * @param settings bounds of each shard's log
 * @param timeouts how long callers wait
 */
public record LogConfig(
        String store,
        Path rocksdbDirectory,
        boolean rocksdbSync,
        String region,
        SortedMap<String, Integer> shards,
        int defaultShards,
        LogSettings settings,
        LogTimeouts timeouts) {
    /** The type of what is not ours. */
    public static final String DEFAULT_TYPE = "default";

    public static LogConfig from(Config root) {
        Config log = root.getConfig("holdfast.log");
        String store = log.getString("store");
        if (!store.equals("memory") && !store.equals("rocksdb")) {
            throw new ConfigException.BadValue("holdfast.log.store", "must be memory or rocksdb, not " + store);
        }
        SortedMap<String, Integer> shards = new TreeMap<>();
        Config counts = log.getConfig("shards");
        counts.root().keySet().forEach(type -> shards.put(type, positive(counts, "holdfast.log.shards.", type)));
        Config segment = log.getConfig("segment");
        Config commit = log.getConfig("commit");
        LogSettings settings = new LogSettings(
                positive(commit, "holdfast.log.commit.", "max-entries"),
                bytes(commit, "max-bytes"),
                bytes(commit, "max-append-bytes"),
                positive(segment, "holdfast.log.segment.", "max-commits"),
                segment.getBytes("max-bytes"),
                positive(log, "holdfast.log.", "queue-entries"),
                duration(log, "answer-timeout"),
                duration(log, "resend-after"),
                duration(log, "resend-at-most"),
                positive(log, "holdfast.log.", "read-page-rows"),
                positive(log, "holdfast.log.", "snapshot-every-events"),
                bytes(log, "read-page-bytes"),
                positive(segment, "holdfast.log.segment.", "keep"),
                positive(segment, "holdfast.log.segment.", "alarm"),
                positive(log, "holdfast.log.", "snapshot-generation-rows"),
                false);
        LogTimeouts timeouts = new LogTimeouts(
                duration(log, "append-timeout"), duration(log, "cooldown"), duration(log, "cooldown-at-most"));
        return new LogConfig(
                store,
                Path.of(log.getString("rocksdb.directory")),
                log.getBoolean("rocksdb.sync"),
                root.getString("holdfast.region"),
                shards,
                positive(log, "holdfast.log.", "default-shards"),
                settings,
                timeouts);
    }

    /** What the store must say that it holds. */
    public RegionRecord regionRecord() {
        TreeMap<String, Integer> all = new TreeMap<>(shards);
        all.put(DEFAULT_TYPE, defaultShards);
        return new RegionRecord(region, all, 1, RegionRecord.SCHEMA);
    }

    private static int positive(Config config, String path, String key) {
        int value = config.getInt(key);
        if (value <= 0) {
            throw new ConfigException.BadValue(path + key, "must be positive, not " + value);
        }
        return value;
    }

    private static int bytes(Config config, String key) {
        long value = config.getBytes(key);
        if (value <= 0 || value > Integer.MAX_VALUE) {
            throw new ConfigException.BadValue(key, "must be from 1 to " + Integer.MAX_VALUE + " bytes, not " + value);
        }
        return (int) value;
    }

    private static Duration duration(Config config, String key) {
        Duration value = config.getDuration(key);
        if (value.isNegative() || value.isZero()) {
            throw new ConfigException.BadValue(key, "must be positive, not " + value);
        }
        return value;
    }
}
