package dev.holdfast.node.log;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigUtil;
import dev.holdfast.core.log.LogSettings;
import dev.holdfast.core.log.RegionRecord;
import dev.holdfast.node.log.cassandra.CassandraSettings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything under {@code holdfast.log}.
 *
 * @param store memory, rocksdb or cassandra
 * @param rocksdbDirectory where the embedded store lives
 * @param rocksdbSync whether it syncs before it answers
 * @param cassandra how the store in Cassandra is reached
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
        CassandraSettings cassandra,
        String region,
        SortedMap<String, Integer> shards,
        int defaultShards,
        LogSettings settings,
        LogTimeouts timeouts) {
    /** The type of what is not ours. */
    public static final String DEFAULT_TYPE = "default";

    private static final List<String> STORES = List.of("memory", "rocksdb", "cassandra");

    /** @throws ConfigException naming the setting in full and the rule that it breaks */
    public static LogConfig from(Config root) {
        return new LogConfig(
                store(root),
                directory(root, "holdfast.log.rocksdb.directory"),
                root.getBoolean("holdfast.log.rocksdb.sync"),
                CassandraSettings.from(root),
                root.getString("holdfast.region"),
                shards(root),
                positive(root, "holdfast.log.default-shards"),
                settings(root),
                timeouts(root));
    }

    /** What the store must say that it holds. */
    public RegionRecord regionRecord() {
        TreeMap<String, Integer> all = new TreeMap<>(shards);
        all.put(DEFAULT_TYPE, defaultShards);
        return new RegionRecord(region, all, 1, RegionRecord.SCHEMA);
    }

    private static String store(Config root) {
        String store = root.getString("holdfast.log.store");
        if (!STORES.contains(store)) {
            throw new ConfigException.BadValue(
                    "holdfast.log.store", "must be memory, rocksdb or cassandra, not " + store);
        }
        return store;
    }

    private static Path directory(Config root, String key) {
        String text = root.getString(key);
        if (text.isBlank()) {
            throw new ConfigException.BadValue(key, "must name a folder");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException notOne) {
            throw new ConfigException.BadValue(key, "must name a folder: " + notOne.getMessage(), notOne);
        }
    }

    private static SortedMap<String, Integer> shards(Config root) {
        SortedMap<String, Integer> shards = new TreeMap<>();
        root.getObject("holdfast.log.shards")
                .keySet()
                .forEach(type -> shards.put(type, positive(root, "holdfast.log.shards." + ConfigUtil.joinPath(type))));
        return shards;
    }

    private static LogSettings settings(Config root) {
        noShorter(root, "holdfast.log.resend-at-most", "holdfast.log.resend-after");
        return new LogSettings(
                positive(root, "holdfast.log.commit.max-entries"),
                bytes(root, "holdfast.log.commit.max-bytes"),
                bytes(root, "holdfast.log.commit.max-append-bytes"),
                positive(root, "holdfast.log.segment.max-commits"),
                longBytes(root, "holdfast.log.segment.max-bytes", Long.MAX_VALUE),
                positive(root, "holdfast.log.queue-entries"),
                duration(root, "holdfast.log.answer-timeout"),
                duration(root, "holdfast.log.resend-after"),
                duration(root, "holdfast.log.resend-at-most"),
                positive(root, "holdfast.log.read-page-rows"),
                positive(root, "holdfast.log.snapshot-every-events"),
                bytes(root, "holdfast.log.read-page-bytes"),
                positive(root, "holdfast.log.segment.keep"),
                positive(root, "holdfast.log.segment.alarm"),
                positive(root, "holdfast.log.snapshot-generation-rows"),
                false);
    }

    private static LogTimeouts timeouts(Config root) {
        if (store(root).equals("cassandra")) {
            longer(root, "holdfast.log.answer-timeout", "holdfast.log.cassandra.request-timeout");
        }
        longer(root, "holdfast.log.append-timeout", "holdfast.log.answer-timeout");
        longer(root, "holdfast.log.journal.circuit-breaker.call-timeout", "holdfast.log.append-timeout");
        noShorter(root, "holdfast.log.cooldown-at-most", "holdfast.log.cooldown");
        return new LogTimeouts(
                duration(root, "holdfast.log.append-timeout"),
                duration(root, "holdfast.log.cooldown"),
                duration(root, "holdfast.log.cooldown-at-most"));
    }

    private static int positive(Config root, String key) {
        int value = root.getInt(key);
        if (value <= 0) {
            throw new ConfigException.BadValue(key, "must be positive, not " + value);
        }
        return value;
    }

    private static int bytes(Config root, String key) {
        return (int) longBytes(root, key, Integer.MAX_VALUE);
    }

    private static long longBytes(Config root, String key, long atMost) {
        long value = root.getBytes(key);
        if (value <= 0 || value > atMost) {
            throw new ConfigException.BadValue(key, "must be from 1 to " + atMost + " bytes, not " + value);
        }
        return value;
    }

    private static Duration duration(Config root, String key) {
        Duration value = root.getDuration(key);
        if (value.isNegative() || value.isZero()) {
            throw new ConfigException.BadValue(key, "must be positive, not " + value);
        }
        return value;
    }

    private static void longer(Config root, String key, String than) {
        if (duration(root, key).compareTo(duration(root, than)) <= 0) {
            throw new ConfigException.BadValue(key, "must be longer than " + than + ", " + text(root, than));
        }
    }

    private static void noShorter(Config root, String key, String than) {
        if (duration(root, key).compareTo(duration(root, than)) < 0) {
            throw new ConfigException.BadValue(key, "must not be shorter than " + than + ", " + text(root, than));
        }
    }

    private static String text(Config root, String key) {
        return String.valueOf(root.getValue(key).unwrapped());
    }
}
