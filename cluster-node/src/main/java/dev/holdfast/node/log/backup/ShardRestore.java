package dev.holdfast.node.log.backup;

import dev.holdfast.core.log.Commit;
import dev.holdfast.core.log.CommitId;
import dev.holdfast.core.log.Condition;
import dev.holdfast.core.log.Head;
import dev.holdfast.core.log.HeadChange;
import dev.holdfast.core.log.HistoryRow;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.log.Snapshot;
import dev.holdfast.core.log.SnapshotVersion;
import dev.holdfast.core.log.StoreAnswer;
import dev.holdfast.core.log.StoreRequest;
import dev.holdfast.core.log.Terms;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.node.log.RowCodec;
import dev.holdfast.node.log.audit.StoreCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes one shard as its owner would, by the same conditional writes, and so only where nothing is. Commits keep their
 * positions, terms and ids. Segments are counted anew, so that of those that were emptied one head is enough; snapshots
 * stand in one generation and are of the new era; the head has the new era's first term.
 */
final class ShardRestore {
    private static final int HISTORY_AT_ONCE = 64;

    private final StoreCalls store;
    private final ShardId shard;
    private final long era;
    private final String owner;
    private final List<HistoryRow> history = new ArrayList<>();
    private Optional<Head> head = Optional.empty();
    private long segment = -1;
    private long firstSegment;
    private long writes;

    /** @param owner unique among all that ever wrote a head */
    ShardRestore(StoreCalls store, ShardId shard, long era, String owner) {
        this.store = store;
        this.shard = shard;
        this.era = era;
        this.owner = owner + "/" + shard;
    }

    /** @throws IOException on one line: what was in the way */
    void fill(Path file, BackupContents.Section section) throws IOException {
        Floor floor = section.end().head().map(Head::floor).orElse(Floor.NONE);
        long end = section.end().head().map(Head::position).orElse(0L);
        try (BackupFile.Reader reader = new BackupFile.Reader(file, section.position())) {
            for (Frame frame = reader.next(); frame.kind() != Frame.Kind.SHARD_END; frame = reader.next()) {
                switch (frame.kind()) {
                    case SNAPSHOT -> put(RowCodec.snapshot(frame.bytes()), end);
                    case SEGMENT ->
                        begin(
                                frame.read(in -> {
                                    in.readLong();
                                    return in.readLong() - 1;
                                }),
                                floor);
                    case COMMIT -> append(RowCodec.commit(frame.bytes()));
                    case HISTORY -> remember(RowCodec.history(frame.bytes()));
                    case REGION, SHARD, SHARD_END, END ->
                        throw new IOException("a " + frame.kind() + " stands within shard " + shard);
                }
            }
        }
        if (head.isEmpty()) {
            // Nobody ever owned it. Its head is made all the same: else a node of an earlier era could make one.
            begin(0, floor);
        }
        flush();
        plain(new StoreRequest.WriteHint(shard, segment));
    }

    private void put(Snapshot snapshot, long end) throws IOException {
        if (snapshot.position() > end) {
            return;
        }
        SnapshotVersion version = new SnapshotVersion(
                era, snapshot.version().term(), snapshot.version().counter());
        plain(new StoreRequest.PutSnapshot(
                shard,
                0,
                new Snapshot(
                        snapshot.id(),
                        snapshot.sequence(),
                        version,
                        snapshot.position(),
                        snapshot.takenAtMillis(),
                        snapshot.payload(),
                        snapshot.tail())));
    }

    /** @param base the position before its first commit */
    private void begin(long base, Floor floor) throws IOException {
        if (head.isPresent()) {
            Head open = head.get();
            write(unchanged(open), changed(open, open.position(), true), Optional.empty());
        } else if (base > 0) {
            // The head of an emptied segment, from which whoever reads the log knows where it begins.
            firstSegment = 1;
            create(base, true, floor);
        }
        create(base, false, floor);
    }

    private void create(long position, boolean sealed, Floor floor) throws IOException {
        segment++;
        write(
                new Condition.Absent(),
                new Head(Terms.first(era), position, fresh(), sealed, firstSegment, 0, floor),
                Optional.empty());
    }

    private void append(Commit commit) throws IOException {
        Head open = head.orElseThrow(() -> new IOException("a commit stands before the first segment of " + shard));
        if (commit.position() != open.position() + 1) {
            throw new IOException(
                    "commit " + commit.position() + " of " + shard + " follows commit " + open.position());
        }
        write(unchanged(open), changed(open, commit.position(), false), Optional.of(commit));
    }

    private Head changed(Head before, long position, boolean sealed) {
        return new Head(before.term(), position, fresh(), sealed, firstSegment, 0, before.floor());
    }

    private static Condition unchanged(Head head) {
        return new Condition.CommitIs(head.term(), head.commit());
    }

    private CommitId fresh() {
        return new CommitId(owner, ++writes);
    }

    /**
     * Sent again while its outcome is unknown; a refusal that shows its own id means that an earlier try was applied.
     */
    private void write(Condition condition, Head after, Optional<Commit> commit) throws IOException {
        StoreAnswer answer = store.apply(
                new StoreRequest.CompareAndCommit(shard, segment, condition, new HeadChange.Become(after), commit));
        boolean applied = answer instanceof StoreAnswer.Applied
                || (answer instanceof StoreAnswer.Refused(Optional<Head> found)
                        && found.filter(shown -> shown.commit().equals(after.commit()))
                                .isPresent());
        if (!applied) {
            throw new IOException(
                    answer instanceof StoreAnswer.Refused
                            ? "somebody else writes to shard " + shard
                            : "shard " + shard + " cannot be written: " + answer);
        }
        head = Optional.of(after);
    }

    private void remember(HistoryRow row) throws IOException {
        history.add(row);
        if (history.size() >= HISTORY_AT_ONCE) {
            flush();
        }
    }

    private void flush() throws IOException {
        if (!history.isEmpty()) {
            plain(new StoreRequest.AppendHistory(shard, history));
            history.clear();
        }
    }

    private void plain(StoreRequest request) throws IOException {
        StoreAnswer answer = store.apply(request);
        if (!(answer instanceof StoreAnswer.Done)) {
            throw new IOException("shard " + shard + " cannot be written: " + answer);
        }
    }
}
