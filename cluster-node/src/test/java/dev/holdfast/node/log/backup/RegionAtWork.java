package dev.holdfast.node.log.backup;

import dev.holdfast.core.log.LogStore;
import dev.holdfast.core.log.RegionRecord;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.node.log.WorkedShard;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A small region whose log has been used for a while: trimmed, with snapshots, a copy for readers, an archived id. */
public final class RegionAtWork {
    public static final RegionRecord RECORD = record(1);
    static final int SHARDS = 3;

    private RegionAtWork() {}

    static RegionRecord record(long era) {
        return new RegionRecord("west", new TreeMap<>(Map.of("instance", SHARDS, "default", 1)), era, 1);
    }

    /** The names that {@link #work} leaves in a shard. */
    public static List<String> names(ShardId shard) {
        return WorkedShard.names(shard, SHARDS, 3).subList(1, 3);
    }

    /** All shards that have an owner after {@link #work}; the last one of instances never has. */
    public static List<ShardId> shards() {
        return WorkedShard.shards("instance", 0, 1);
    }

    /** Claims the store and works on it. */
    public static List<WorkedShard> work(LogStore store) {
        store.region(RECORD);
        List<WorkedShard> owners = new ArrayList<>();
        for (ShardId shard : shards()) {
            List<String> names = WorkedShard.names(shard, SHARDS, 3);
            owners.add(WorkedShard.own(store, shard, 1, "owner-of-" + shard)
                    .fill(names.get(0), 1, 2)
                    .archive(names.get(0), 2)
                    .fill(names.get(1), 3, 20)
                    .fill(names.get(2), 3, 4)
                    .snapshot(names.get(1), 12)
                    .snapshot(names.get(2), 4)
                    .settle()
                    .fill(names.get(1), 21, 22));
        }
        return owners;
    }
}
