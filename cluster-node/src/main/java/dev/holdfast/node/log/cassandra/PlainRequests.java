package dev.holdfast.node.log.cassandra;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.holdfast.core.log.Commit;
import dev.holdfast.core.log.HistoryRow;
import dev.holdfast.core.log.Payload;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.log.Snapshot;
import dev.holdfast.core.log.SnapshotKey;
import dev.holdfast.core.log.StoreAnswer;
import dev.holdfast.core.log.StoreRequest;
import dev.holdfast.node.log.RowCodec;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** All that is not a conditional write of a head: reads, snapshots, the history, hints. */
final class PlainRequests {
    /** So many rows of the history are on their way at once for one shard. */
    private static final int HISTORY_WINDOW = 8;

    private static final String SNAPSHOT = "shard = :shard AND generation = :generation";
    private static final String ONE_SNAPSHOT =
            SNAPSHOT + " AND id = :id AND sequence = :sequence AND era = :era AND term = :term AND counter = :counter";
    private static final String AFTER =
            SNAPSHOT + " AND (id, sequence, era, term, counter) > (:id, :sequence, :era, :term, :counter)";

    private final CqlSession session;
    private final int pageRows;
    private final PreparedStatement readHead;
    private final PreparedStatement readCommits;
    private final PreparedStatement dropCommits;
    private final PreparedStatement putSnapshot;
    private final PreparedStatement readSnapshot;
    private final PreparedStatement listSnapshots;
    private final PreparedStatement listSnapshotsAfter;
    private final PreparedStatement listBare;
    private final PreparedStatement listBareAfter;
    private final PreparedStatement deleteSnapshot;
    private final PreparedStatement deleteSnapshotAt;
    private final PreparedStatement writtenAt;
    private final PreparedStatement dropGeneration;
    private final PreparedStatement dropGenerationAt;
    private final PreparedStatement newestWrittenAt;
    private final PreparedStatement appendHistory;
    private final PreparedStatement readHistory;
    private final PreparedStatement readHint;
    private final PreparedStatement writeHint;

    PlainRequests(CqlSession session, String keyspace, int pageRows) {
        this.session = session;
        this.pageRows = pageRows;
        String k = keyspace + ".";
        this.readHead = session.prepare("SELECT DISTINCT shard, segment, " + HeadColumns.all() + " FROM " + k
                + "commits WHERE shard = :shard AND segment = :segment");
        this.readCommits = session.prepare("SELECT body FROM " + k
                + "commits WHERE shard = :shard AND segment = :segment AND row >= :start LIMIT :at_most");
        // Conditional, so that its time is Paxos's like that of the rows it deletes, and no clock of a node takes part.
        this.dropCommits = session.prepare("BEGIN BATCH UPDATE " + k + "commits SET " + HeadColumns.SEALED
                + " = true WHERE shard = :shard AND segment = :segment IF " + HeadColumns.SEALED
                + " = true; DELETE FROM " + k
                + "commits WHERE shard = :shard AND segment = :segment AND row > 0; APPLY BATCH");
        this.putSnapshot = session.prepare("INSERT INTO " + k
                + "snapshots (shard, generation, id, sequence, era, term, counter, bare, payload) VALUES (:shard,"
                + " :generation, :id, :sequence, :era, :term, :counter, :bare, :payload)");
        this.readSnapshot = session.prepare("SELECT bare, payload FROM " + k + "snapshots WHERE " + ONE_SNAPSHOT);
        this.listSnapshots =
                session.prepare("SELECT bare, payload FROM " + k + "snapshots WHERE " + SNAPSHOT + " LIMIT :at_most");
        this.listSnapshotsAfter =
                session.prepare("SELECT bare, payload FROM " + k + "snapshots WHERE " + AFTER + " LIMIT :at_most");
        this.listBare = session.prepare("SELECT bare FROM " + k + "snapshots WHERE " + SNAPSHOT + " LIMIT :at_most");
        this.listBareAfter = session.prepare("SELECT bare FROM " + k + "snapshots WHERE " + AFTER + " LIMIT :at_most");
        this.deleteSnapshot = session.prepare("DELETE FROM " + k + "snapshots WHERE " + ONE_SNAPSHOT);
        this.deleteSnapshotAt =
                session.prepare("DELETE FROM " + k + "snapshots USING TIMESTAMP :at WHERE " + ONE_SNAPSHOT);
        this.writtenAt = session.prepare("SELECT WRITETIME(bare) AS at FROM " + k + "snapshots WHERE " + ONE_SNAPSHOT);
        this.dropGeneration = session.prepare("DELETE FROM " + k + "snapshots WHERE " + SNAPSHOT);
        this.dropGenerationAt = session.prepare("DELETE FROM " + k + "snapshots USING TIMESTAMP :at WHERE " + SNAPSHOT);
        this.newestWrittenAt =
                session.prepare("SELECT MAX(WRITETIME(bare)) AS at FROM " + k + "snapshots WHERE " + SNAPSHOT);
        this.appendHistory = session.prepare(
                "INSERT INTO " + k + "history (shard, id, sequence, body) VALUES (:shard, :id, :sequence, :body)");
        this.readHistory = session.prepare("SELECT body FROM " + k
                + "history WHERE shard = :shard AND id = :id AND sequence >= :start LIMIT :at_most");
        this.readHint = session.prepare("SELECT segment FROM " + k + "hints WHERE shard = :shard");
        this.writeHint = session.prepare("INSERT INTO " + k + "hints (shard, segment) VALUES (:shard, :segment)");
    }

    CompletionStage<StoreAnswer> readHint(StoreRequest.ReadHint read) {
        return session.executeAsync(of(readHint, read.shard()).build())
                .thenApply(rows ->
                        new StoreAnswer.HintRead(Optional.ofNullable(rows.one()).map(row -> row.getLong("segment"))));
    }

    CompletionStage<StoreAnswer> writeHint(StoreRequest.WriteHint write) {
        return done(
                of(writeHint, write.shard()).setLong("segment", write.segment()).build());
    }

    /** Read as a write is: after what was applied before it, whoever saw that. */
    CompletionStage<StoreAnswer> readHead(StoreRequest.ReadHead read) {
        return session.executeAsync(of(readHead, read.shard())
                        .setLong("segment", read.segment())
                        .setConsistencyLevel(ConsistencyLevel.LOCAL_SERIAL)
                        .build())
                .thenApply(rows ->
                        new StoreAnswer.HeadRead(Optional.ofNullable(rows.one()).flatMap(HeadColumns::of)));
    }

    CompletionStage<StoreAnswer> readCommits(StoreRequest.ReadCommits read) {
        // Row 0 is none: it keeps the segment's place.
        BoundStatement statement = of(readCommits, read.shard())
                .setLong("segment", read.segment())
                .setLong("start", Math.max(1, read.fromPosition()))
                .setInt("at_most", read.limit())
                .build();
        return new PagedRead<Body<Commit>>(
                        session,
                        statement,
                        row -> Body.of(row, RowCodec::commit),
                        Body::size,
                        read.limit(),
                        read.bytes(),
                        pageRows)
                .run()
                .thenApply(found -> new StoreAnswer.CommitsRead(
                        found.stream().map(Body::value).toList()));
    }

    CompletionStage<StoreAnswer> dropCommits(StoreRequest.DropCommits drop) {
        return done(
                of(dropCommits, drop.shard()).setLong("segment", drop.segment()).build());
    }

    CompletionStage<StoreAnswer> putSnapshot(StoreRequest.PutSnapshot put) {
        Snapshot snapshot = put.snapshot();
        BoundStatementBuilder bare = one(of(putSnapshot, put.shard()), put.generation(), SnapshotKey.of(snapshot))
                .setByteBuffer("bare", ByteBuffer.wrap(RowCodec.snapshot(snapshot.bare())));
        // Left unset, not set to null, where there is none: a null would be a tombstone.
        BoundStatementBuilder statement = snapshot.payload()
                .map(payload -> bare.setByteBuffer("payload", ByteBuffer.wrap(payload.bytes())))
                .orElse(bare);
        return done(statement.build());
    }

    CompletionStage<StoreAnswer> readSnapshot(StoreRequest.ReadSnapshot read) {
        SnapshotKey key = new SnapshotKey(read.id(), read.sequence(), read.version());
        return session.executeAsync(one(of(readSnapshot, read.shard()), read.generation(), key)
                        .build())
                .thenApply(rows -> new StoreAnswer.SnapshotRead(
                        Optional.ofNullable(rows.one()).map(PlainRequests::snapshot)));
    }

    CompletionStage<StoreAnswer> listSnapshots(StoreRequest.ListSnapshots list) {
        boolean after = list.after().isPresent();
        PreparedStatement which =
                list.bare() ? (after ? listBareAfter : listBare) : (after ? listSnapshotsAfter : listSnapshots);
        BoundStatementBuilder all =
                of(which, list.shard()).setLong("generation", list.generation()).setInt("at_most", list.limit());
        BoundStatementBuilder statement = list.after().map(key -> key(all, key)).orElse(all);
        return new PagedRead<Snapshot>(
                        session,
                        statement.build(),
                        list.bare() ? row -> RowCodec.snapshot(bytes(row, "bare")) : PlainRequests::snapshot,
                        snapshot -> snapshot.payload().map(Payload::size).orElse(0),
                        list.limit(),
                        list.bytes(),
                        pageRows)
                .run()
                .thenApply(StoreAnswer.SnapshotsListed::new);
    }

    /**
     * Gone when this is answered, whatever the clock of who wrote it said: a deletion counts for what was written up to
     * its time, so what still lives was written by a clock ahead of ours, and is deleted once more at its own time.
     */
    CompletionStage<StoreAnswer> deleteSnapshot(StoreRequest.DeleteSnapshot delete) {
        return untilGone(
                one(of(deleteSnapshot, delete.shard()), delete.generation(), delete.key())
                        .build(),
                one(of(writtenAt, delete.shard()), delete.generation(), delete.key())
                        .build(),
                one(of(deleteSnapshotAt, delete.shard()), delete.generation(), delete.key()));
    }

    /** The same, of all that stand in a generation. */
    CompletionStage<StoreAnswer> dropGeneration(StoreRequest.DropGeneration drop) {
        return untilGone(
                of(dropGeneration, drop.shard())
                        .setLong("generation", drop.generation())
                        .build(),
                of(newestWrittenAt, drop.shard())
                        .setLong("generation", drop.generation())
                        .build(),
                of(dropGenerationAt, drop.shard()).setLong("generation", drop.generation()));
    }

    /**
     * @param look gives, as {@code at}, the highest time of what is left; no row, or null, when nothing is
     * @param deleteAt the deletion with a time of its own to be set
     */
    private CompletionStage<StoreAnswer> untilGone(
            BoundStatement delete, BoundStatement look, BoundStatementBuilder deleteAt) {
        return session.executeAsync(delete)
                .thenCompose(_ -> session.executeAsync(look))
                .thenCompose(left -> Optional.ofNullable(left.one())
                        .filter(row -> !row.isNull("at"))
                        .map(row ->
                                done(deleteAt.setLong("at", row.getLong("at")).build()))
                        .orElseGet(() -> CompletableFuture.completedStage(new StoreAnswer.Done())));
    }

    /** A few rows at a time, each when an earlier one was acknowledged; the first failure is the answer. */
    CompletionStage<StoreAnswer> appendHistory(StoreRequest.AppendHistory append) {
        Iterator<HistoryRow> rows = append.rows().iterator();
        CompletableFuture<?>[] lanes = new CompletableFuture<?>[HISTORY_WINDOW];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = appendNext(append.shard(), rows).toCompletableFuture();
        }
        return CompletableFuture.allOf(lanes).thenApply(_ -> new StoreAnswer.Done());
    }

    private CompletionStage<Void> appendNext(ShardId shard, Iterator<HistoryRow> rows) {
        HistoryRow row;
        synchronized (rows) {
            if (!rows.hasNext()) {
                return CompletableFuture.completedFuture(null);
            }
            row = rows.next();
        }
        return session.executeAsync(of(appendHistory, shard)
                        .setString("id", row.id())
                        .setLong("sequence", row.sequence())
                        .setByteBuffer("body", ByteBuffer.wrap(RowCodec.history(row)))
                        .build())
                .thenCompose(_ -> appendNext(shard, rows));
    }

    CompletionStage<StoreAnswer> readHistory(StoreRequest.ReadHistory read) {
        BoundStatement statement = of(readHistory, read.shard())
                .setString("id", read.id())
                .setLong("start", read.fromSequence())
                .setInt("at_most", read.limit())
                .build();
        return new PagedRead<Body<HistoryRow>>(
                        session,
                        statement,
                        row -> Body.of(row, RowCodec::history),
                        Body::size,
                        read.limit(),
                        Integer.MAX_VALUE,
                        pageRows)
                .run()
                .thenApply(found -> new StoreAnswer.HistoryRead(
                        found.stream().map(Body::value).toList()));
    }

    /** A decoded row and how many bytes it was. */
    private record Body<T>(T value, int size) {
        static <T> Body<T> of(Row row, java.util.function.Function<byte[], T> decode) {
            byte[] bytes = bytes(row, "body");
            return new Body<>(decode.apply(bytes), bytes.length);
        }
    }

    private CompletionStage<StoreAnswer> done(BoundStatement statement) {
        return session.executeAsync(statement).thenApply(_ -> new StoreAnswer.Done());
    }

    private static BoundStatementBuilder of(PreparedStatement statement, ShardId shard) {
        return statement
                .boundStatementBuilder()
                .setString("shard", shard.toString())
                .setIdempotence(false);
    }

    private static BoundStatementBuilder one(BoundStatementBuilder statement, long generation, SnapshotKey key) {
        return key(statement.setLong("generation", generation), key);
    }

    private static BoundStatementBuilder key(BoundStatementBuilder statement, SnapshotKey key) {
        return statement
                .setString("id", key.id())
                .setLong("sequence", key.sequence())
                .setLong("era", key.version().era())
                .setLong("term", key.version().term())
                .setLong("counter", key.version().counter());
    }

    /** The row has what is known of it without its payload, and the payload beside it. */
    private static Snapshot snapshot(Row row) {
        Snapshot bare = RowCodec.snapshot(bytes(row, "bare"));
        return new Snapshot(
                bare.id(),
                bare.sequence(),
                bare.version(),
                bare.position(),
                bare.takenAtMillis(),
                bare.payload().map(_ -> Payload.of(bytes(row, "payload"))),
                bare.tail());
    }

    private static byte[] bytes(Row row, String column) {
        ByteBuffer buffer = row.getByteBuffer(column);
        if (buffer == null) {
            throw new IllegalStateException("a row of the log has no " + column);
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
