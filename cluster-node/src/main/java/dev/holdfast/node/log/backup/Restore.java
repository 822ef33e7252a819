package dev.holdfast.node.log.backup;

import dev.holdfast.core.log.LogStore;
import dev.holdfast.core.log.RegionRecord;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.log.StoreAnswer;
import dev.holdfast.core.log.StoreRequest;
import dev.holdfast.node.log.audit.StoreCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * Makes a region's log anew out of a backup, in a store that holds nothing, as a new era of it. Until the last row is
 * there the store says so, and no node starts on it. A node of an earlier era that still runs on it can neither write
 * nor take a shard over: each shard has a term above all of its era's.
 */
public final class Restore {
    private static final int SHARDS_AT_ONCE = 8;

    /** What was made of it: whose log it is now, and how much. */
    public record Done(RegionRecord region, long commits, long snapshots, long history) {}

    /** What a file holds, found by reading all of it; and what it would be once restored. */
    public record Checked(
            RegionRecord region, int shards, long commits, long snapshots, long history, long madeAtMillis) {}

    private Restore() {}

    /**
     * Reads a whole backup and holds it against its checksums.
     *
     * @throws BackupException on one line: what is wrong with it
     */
    public static Checked check(Path from) throws BackupException {
        try {
            return BackupContents.read(from).checked();
        } catch (IOException broken) {
            throw unusable(from, broken);
        }
    }

    /**
     * Fills a store from a file.
     *
     * @param fits what a node wants that is to run on it, if that is known
     * @param owner a name that was never used, for the new heads
     * @param progress told how many shards of how many
     * @throws BackupException on one line: why not, and what to try
     */
    public static Done into(
            LogStore store, Path from, Optional<RegionRecord> fits, String owner, BiConsumer<Integer, Integer> progress)
            throws BackupException {
        BackupContents contents;
        try {
            contents = BackupContents.read(from);
        } catch (IOException broken) {
            throw unusable(from, broken);
        }
        RegionRecord was = contents.region();
        if (fits.isPresent()) {
            List<String> differences = was.differencesTo(fits.get());
            if (!differences.isEmpty()) {
                throw new BackupException("the backup is not for those settings: " + String.join("; ", differences));
            }
        }
        RegionRecord now = new RegionRecord(was.region(), was.shards(), was.era() + 1, was.schema());
        StoreCalls calls = new StoreCalls(store);
        requireEmpty(store, calls, contents);
        if (!store.region(now.restoring()).equals(now.restoring())) {
            throw new BackupException("somebody else began to use the store meanwhile: restore into another one");
        }
        fill(calls, from, contents, now.era(), owner, progress);
        if (!store.replaceRegion(now.restoring(), now).equals(Optional.of(now))) {
            throw new BackupException("somebody else has changed the store meanwhile: restore into another one");
        }
        return new Done(
                now,
                contents.checked().commits(),
                contents.checked().snapshots(),
                contents.checked().history());
    }

    private static void requireEmpty(LogStore store, StoreCalls calls, BackupContents contents) throws BackupException {
        Optional<RegionRecord> found = store.regionFound();
        if (found.isPresent()) {
            throw new BackupException("the store holds region " + found.get().region() + ", era "
                    + found.get().era() + (found.get().isRestoring() ? ", half restored" : "")
                    + ": restore into an empty one");
        }
        for (BackupContents.Section section : contents.sections()) {
            StoreAnswer answer = calls.apply(new StoreRequest.ReadHead(section.shard(), 0));
            if (!answer.equals(new StoreAnswer.HeadRead(Optional.empty()))) {
                throw new BackupException(
                        "shard " + section.shard() + " is in the store already: restore into an empty one");
            }
        }
    }

    private static void fill(
            StoreCalls calls,
            Path from,
            BackupContents contents,
            long era,
            String owner,
            BiConsumer<Integer, Integer> progress)
            throws BackupException {
        int all = contents.sections().size();
        AtomicInteger done = new AtomicInteger();
        progress.accept(0, all);
        List<Future<ShardId>> filled = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(SHARDS_AT_ONCE)) {
            for (BackupContents.Section section : contents.sections()) {
                filled.add(threads.submit(() -> {
                    new ShardRestore(calls, section.shard(), era, owner).fill(from, section);
                    progress.accept(done.incrementAndGet(), all);
                    return section.shard();
                }));
            }
            for (Future<ShardId> each : filled) {
                await(each, threads);
            }
        }
    }

    private static void await(Future<ShardId> shard, ExecutorService threads) throws BackupException {
        try {
            shard.get();
        } catch (ExecutionException failed) {
            threads.shutdownNow();
            throw new BackupException(
                    "the restore has not ended: " + why(failed)
                            + "; the store is of no use now: empty it and restore again",
                    failed);
        } catch (InterruptedException stopped) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
            throw new BackupException("the restore was stopped; empty the store and restore again", stopped);
        }
    }

    private static String why(ExecutionException failed) {
        return Optional.ofNullable(failed.getCause()).map(Throwable::getMessage).orElse("for no reason");
    }

    private static BackupException unusable(Path from, IOException broken) {
        String why =
                broken instanceof java.nio.file.NoSuchFileException ? "there is no such file" : broken.getMessage();
        return new BackupException(from + " cannot be restored: " + why, broken);
    }
}
