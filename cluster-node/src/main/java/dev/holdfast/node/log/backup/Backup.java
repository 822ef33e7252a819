package dev.holdfast.node.log.backup;

import dev.holdfast.core.log.AuditedReading;
import dev.holdfast.core.log.Head;
import dev.holdfast.core.log.HistoryRow;
import dev.holdfast.core.log.LogAudit;
import dev.holdfast.core.log.LogFinding;
import dev.holdfast.core.log.LogStore;
import dev.holdfast.core.log.Onlooker;
import dev.holdfast.core.log.RegionRecord;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.node.log.RowCodec;
import dev.holdfast.node.log.audit.RegionAudit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Copies a region's log into one file. Each shard is in it as it was at one moment, that at which its head was read;
 * the moments of two shards lie apart, by as much as the backup takes at most, unless nobody writes meanwhile. A log
 * that breaks a rule is not copied.
 */
public final class Backup {
    /**
     * What was made.
     *
     * @param from when the first shard was read
     * @param to when the last one was
     */
    public record Made(
            RegionRecord region, long commits, long snapshots, long history, long bytes, Instant from, Instant to) {}

    private final RegionRecord region;
    private final RegionAudit audit;
    private long commits;
    private long snapshots;
    private long history;

    private Backup(LogStore store) {
        this.region = RegionAudit.regionOf(store);
        this.audit = new RegionAudit(store, region);
    }

    /**
     * Makes a file that was not there. It has its name only when it is whole and on the disk.
     *
     * @param progress told how many shards of how many
     * @throws BackupException on one line: why not, and what to try
     * @throws IllegalStateException on one line: that there is no log
     */
    public static Made make(LogStore store, Path to, Clock clock, BiConsumer<Integer, Integer> progress)
            throws BackupException {
        Backup backup = new Backup(store);
        Path part = to.resolveSibling(to.getFileName() + ".part");
        if (Files.exists(to)) {
            throw new BackupException(to + " is there already: name another file, or move it away");
        }
        Instant from = clock.instant();
        try {
            long bytes;
            try (BackupFile.Writer file = new BackupFile.Writer(part)) {
                bytes = backup.copy(file, from, progress);
            } catch (BackupException | RuntimeException | IOException failed) {
                if (!(failed instanceof FileAlreadyExistsException)) {
                    Files.deleteIfExists(part);
                }
                throw failed;
            }
            Files.move(part, to);
            return new Made(
                    backup.region, backup.commits, backup.snapshots, backup.history, bytes, from, clock.instant());
        } catch (FileAlreadyExistsException there) {
            throw new BackupException(
                    there.getFile() + " is there already: another backup is being made, or one was broken off; then"
                            + " remove it",
                    there);
        } catch (UncheckedIOException failed) {
            throw new BackupException(to + " cannot be written: " + failed.getMessage(), failed);
        } catch (IOException failed) {
            throw new BackupException(to + " cannot be written: " + failed, failed);
        }
    }

    private long copy(BackupFile.Writer file, Instant from, BiConsumer<Integer, Integer> progress)
            throws IOException, BackupException {
        file.write(Frame.of(Frame.Kind.REGION, out -> {
            out.writeLong(from.toEpochMilli());
            out.write(RowCodec.region(region));
        }));
        List<ShardId> shards = RegionAudit.shardsOf(region);
        int done = 0;
        for (ShardId shard : shards) {
            progress.accept(done, shards.size());
            copy(file, shard);
            done++;
        }
        progress.accept(done, shards.size());
        return file.end(done);
    }

    private void copy(BackupFile.Writer file, ShardId shard) throws IOException, BackupException {
        file.write(Frame.of(Frame.Kind.SHARD, out -> {
            out.writeUTF(shard.type());
            out.writeInt(shard.number());
        }));
        file.mark();
        AuditedReading checks = audit.audit(shard).checks();
        ShardCopy copy = new ShardCopy(file, checks, region.era());
        Onlooker.Outcome outcome = audit.read(shard, copy);
        LogAudit.Result result = checks.result(outcome);
        if (!result.findings().isEmpty()) {
            LogFinding first = result.findings().getFirst();
            throw new BackupException("shard " + shard + " breaks the rule " + first.rule() + ": " + first.what()
                    + "; what is damaged is not backed up: see all of it with ./holdfast log verify");
        }
        Optional<Head> head = result.count().moment().map(Onlooker.Moment::head);
        long rows = 0;
        if (head.isPresent()) {
            for (String id : copy.ids()) {
                rows += copyHistory(file, shard, id, head.get().position());
            }
        }
        ShardEnd end = copy.end(head, rows);
        file.write(end.frame());
        commits += end.commits();
        snapshots += end.snapshots();
        history += end.history();
    }

    /** @param position of the last commit that is copied; later events are not of this moment */
    private long copyHistory(BackupFile.Writer file, ShardId shard, String id, long position) throws IOException {
        long copied = 0;
        for (HistoryRow row : audit.history(shard.type(), id)) {
            if (row.position() <= position) {
                file.write(new Frame(Frame.Kind.HISTORY, RowCodec.history(row)));
                copied++;
            }
        }
        return copied;
    }
}
