package dev.holdfast.node.log.backup;

import dev.holdfast.core.log.AuditedReading;
import dev.holdfast.core.log.Commit;
import dev.holdfast.core.log.Entry;
import dev.holdfast.core.log.Head;
import dev.holdfast.core.log.LogRule;
import dev.holdfast.core.log.Onlooker;
import dev.holdfast.core.log.Onlooker.Moment;
import dev.holdfast.core.log.Snapshot;
import dev.holdfast.node.log.RowCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Copies what an onlooker is told of a shard into a file, while the same is held against the log's rules. */
final class ShardCopy implements Onlooker.Reader {
    private final BackupFile.Writer file;
    private final AuditedReading audit;
    private final long era;
    private SortedSet<String> ids = new TreeSet<>();
    private long segments;
    private long commits;
    private long snapshots;

    /** @param era whose snapshots count */
    ShardCopy(BackupFile.Writer file, AuditedReading audit, long era) {
        this.file = file;
        this.audit = audit;
        this.era = era;
    }

    /** Everybody of whom there may be copies of events. */
    SortedSet<String> ids() {
        return ids;
    }

    ShardEnd end(Optional<Head> head, long history) {
        return new ShardEnd(head, segments, commits, snapshots, history);
    }

    @Override
    public void begin() {
        try {
            file.backToMark();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        audit.begin();
        ids = new TreeSet<>();
        segments = 0;
        commits = 0;
        snapshots = 0;
    }

    @Override
    public void snapshot(long generation, Snapshot snapshot) {
        audit.snapshot(generation, snapshot);
        if (snapshot.version().era() == era) {
            snapshots++;
            ids.add(snapshot.id());
            write(Frame.Kind.SNAPSHOT, RowCodec.snapshot(snapshot));
        }
    }

    @Override
    public void moment(Moment moment) {
        audit.moment(moment);
    }

    @Override
    public void segment(long number, long begins, Optional<Head> head) {
        audit.segment(number, begins, head);
        segments++;
        write(Frame.of(Frame.Kind.SEGMENT, out -> {
            out.writeLong(number);
            out.writeLong(begins);
        }));
    }

    @Override
    public void commit(long segment, Commit commit) {
        audit.commit(segment, commit);
        commits++;
        for (Entry entry : commit.entries()) {
            ids.add(entry.id());
        }
        write(Frame.Kind.COMMIT, RowCodec.commit(commit));
    }

    @Override
    public void beyond(Commit commit) {
        audit.beyond(commit);
    }

    @Override
    public void flaw(LogRule rule, String what) {
        audit.flaw(rule, what);
    }

    private void write(Frame.Kind kind, byte[] bytes) {
        write(new Frame(kind, bytes));
    }

    private void write(Frame frame) {
        try {
            file.write(frame);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
