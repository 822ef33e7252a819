package dev.holdfast.core.log;

import dev.holdfast.core.shared.Ordered;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * What a store holds, checked at every start: a node that would hash ids to other shards must not touch it.
 *
 * @param region the region's name
 * @param shards per type, how many there are; fixed for ever
 * @param era number of the store's life; grows when a backup is restored
 * @param schema version of the store's layout
 */
public record RegionRecord(String region, SortedMap<String, Integer> shards, long era, int schema) {
    /** The layout that this version writes and reads. */
    public static final int SCHEMA = 1;

    /** Stands in the place of the layout while a backup is being put into the store. */
    private static final int RESTORING = 0;

    public RegionRecord {
        shards = Ordered.map(shards);
    }

    /** The same, of a store that is not whole yet; no node starts on it. */
    public RegionRecord restoring() {
        return new RegionRecord(region, shards, era, RESTORING);
    }

    /** Whether a backup was begun to be put into the store, and that has not ended. */
    public boolean isRestoring() {
        return schema == RESTORING;
    }

    /**
     * What differs between this, as found, and what a node wants; empty when it may start. A store may have more types.
     */
    public List<String> differencesTo(RegionRecord wanted) {
        List<String> differences = new ArrayList<>();
        if (!region.equals(wanted.region)) {
            differences.add("it is region " + region + ", not " + wanted.region);
        }
        if (isRestoring()) {
            differences.add(
                    "a backup is being restored into it, or was and has not ended; then empty it and begin again");
        } else if (schema != wanted.schema) {
            differences.add("its layout is version " + schema + ", not " + wanted.schema);
        }
        wanted.shards.forEach((type, count) -> {
            Integer found = shards.get(type);
            if (found == null) {
                differences.add("it has no shards of type " + type);
            } else if (!found.equals(count)) {
                differences.add("it has " + found + " shards of type " + type + ", not " + count);
            }
        });
        return differences;
    }
}
