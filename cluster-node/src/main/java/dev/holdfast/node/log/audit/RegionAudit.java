package dev.holdfast.node.log.audit;

import dev.holdfast.core.log.HistoryRow;
import dev.holdfast.core.log.LogAudit;
import dev.holdfast.core.log.LogSettings;
import dev.holdfast.core.log.LogStore;
import dev.holdfast.core.log.Onlooker;
import dev.holdfast.core.log.RegionRecord;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.log.StoreAnswer;
import dev.holdfast.core.log.StoreRequest;
import dev.holdfast.core.log.TrialOwner;
import dev.holdfast.node.log.LogConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** All shards of a region's log, one after the other, as an onlooker sees them. */
public final class RegionAudit {
    private static final int HISTORY_PAGE = 256;

    private final Function<StoreRequest, StoreAnswer> store;
    private final RegionRecord region;

    public RegionAudit(LogStore store, RegionRecord region) {
        this.store = new StoreCalls(store);
        this.region = region;
    }

    /**
     * What every store of a region has.
     *
     * @throws IllegalStateException on one line: that there is nothing, or not yet, or not any more what can be read
     */
    public static RegionRecord regionOf(LogStore store) {
        RegionRecord found = store.regionFound()
                .orElseThrow(() -> new IllegalStateException("there is no region's log: no node ever started on it"));
        if (found.isRestoring()) {
            throw new IllegalStateException("a backup of region " + found.region()
                    + " is being restored into it, or was and has not ended: empty it and restore again");
        }
        if (found.schema() != RegionRecord.SCHEMA) {
            throw new IllegalStateException("its layout is version " + found.schema() + ", and this Holdfast reads "
                    + RegionRecord.SCHEMA + ": use the one that wrote it");
        }
        return found;
    }

    /**
     * Every shard: those of instances before those of hosts, so that a host's copy knows what an instance's relies on.
     */
    public static List<ShardId> shardsOf(RegionRecord region) {
        List<ShardId> shards = new ArrayList<>();
        region.shards().reversed().forEach((type, count) -> {
            for (int number = 0; number < count; number++) {
                shards.add(new ShardId(type, number));
            }
        });
        return shards;
    }

    /** Bounds for reading a shard of a type; those of a node, but that they do not come from its settings. */
    public static LogSettings settingsOf(ShardId shard) {
        return shard.type().equals(LogConfig.DEFAULT_TYPE)
                ? LogSettings.DEFAULT.keepingAllSnapshots()
                : LogSettings.DEFAULT;
    }

    public RegionRecord region() {
        return region;
    }

    /**
     * Counts every shard.
     *
     * @param progress told how many of how many
     */
    public List<LogAudit.Result> look(BiConsumer<Integer, Integer> progress) {
        return each(LogAudit::look, progress);
    }

    /**
     * Holds every shard against every rule.
     *
     * @param progress told how many of how many
     */
    public List<LogAudit.Result> verify(BiConsumer<Integer, Integer> progress) {
        return each(LogAudit::verify, progress);
    }

    private List<LogAudit.Result> each(Function<LogAudit, LogAudit.Result> how, BiConsumer<Integer, Integer> progress) {
        List<ShardId> shards = shardsOf(region);
        List<LogAudit.Result> results = new ArrayList<>();
        for (ShardId shard : shards) {
            progress.accept(results.size(), shards.size());
            results.add(how.apply(audit(shard)));
        }
        progress.accept(results.size(), shards.size());
        return results;
    }

    /** @throws IllegalArgumentException when the region has no such shard: why */
    public LogAudit audit(ShardId shard) {
        return new LogAudit(store, shard, count(shard), region.era(), settingsOf(shard));
    }

    /**
     * Reads one shard.
     *
     * @throws IllegalArgumentException when the region has no such shard: why
     */
    public Onlooker.Outcome read(ShardId shard, Onlooker.Reader reader) {
        count(shard);
        return new Onlooker(store, shard, settingsOf(shard), reader).read();
    }

    /**
     * All that is kept of an id in the live log.
     *
     * @return empty when nothing is known of it
     * @throws IllegalStateException when it cannot be read: why
     * @throws IllegalArgumentException when the region has no such type: why
     */
    public Optional<TrialOwner.Loaded> load(String type, String id) {
        ShardId shard = shardOf(type, id);
        Optional<Onlooker.Moment> moment = new Onlooker(store, shard, settingsOf(shard), new Indifferent()).last();
        return moment.flatMap(now -> {
            TrialOwner trial = new TrialOwner(store, shard, region.era(), settingsOf(shard), now);
            trial.refused().ifPresent(why -> {
                throw new IllegalStateException(shard + ": " + why);
            });
            return trial.load(id);
        });
    }

    /**
     * Copies of an id's events that are kept for readers, oldest first.
     *
     * @throws IllegalStateException when they cannot be read: why
     * @throws IllegalArgumentException when the region has no such type: why
     */
    public List<HistoryRow> history(String type, String id) {
        ShardId shard = shardOf(type, id);
        List<HistoryRow> copies = new ArrayList<>();
        long next = 1;
        while (true) {
            StoreAnswer answer = store.apply(new StoreRequest.ReadHistory(shard, id, next, HISTORY_PAGE));
            if (!(answer instanceof StoreAnswer.HistoryRead(List<HistoryRow> rows))) {
                throw new IllegalStateException("the history of " + id + " cannot be read: " + answer);
            }
            if (rows.isEmpty()) {
                return copies;
            }
            copies.addAll(rows);
            next = rows.getLast().sequence() + 1;
        }
    }

    /** @throws IllegalArgumentException when the region has no such type: why */
    public ShardId shardOf(String type, String id) {
        return ShardId.of(type, id, count(new ShardId(type, 0)));
    }

    private int count(ShardId shard) {
        int count = Optional.ofNullable(region.shards().get(shard.type()))
                .orElseThrow(() -> new IllegalArgumentException(
                        "region " + region.region() + " has no shards of type " + shard.type() + ", only of "
                                + String.join(", ", region.shards().keySet())));
        if (shard.number() >= count) {
            throw new IllegalArgumentException(
                    "the shards of type " + shard.type() + " are 0 to " + (count - 1) + ", not " + shard.number());
        }
        return count;
    }
}
