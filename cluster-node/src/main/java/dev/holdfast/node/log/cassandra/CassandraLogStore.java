package dev.holdfast.node.log.cassandra;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.holdfast.core.log.LogStore;
import dev.holdfast.core.log.RegionRecord;
import dev.holdfast.core.log.StoreAnswer;
import dev.holdfast.core.log.StoreRequest;
import dev.holdfast.node.log.RowCodec;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * The store in Cassandra. It sends each request once, and answers what is certain: <em>unavailable</em> only when the
 * request was written to no connection, <em>unknown</em> after every other failure. What to send again, and what came
 * of it, is the log's to find out.
 */
public final class CassandraLogStore implements LogStore {
    private static final int REGION_TRIES = 5;

    private final CqlSession session;
    private final ConditionalWrites writes;
    private final PlainRequests plain;
    private final PreparedStatement claimRegion;
    private final PreparedStatement readRegion;
    private final PreparedStatement replaceRegion;
    private final Semaphore room;
    private final StoreTroubles troubles = new StoreTroubles(Clock.systemUTC());
    private volatile boolean closed;

    private CassandraLogStore(CqlSession session, CassandraSettings settings) {
        this.session = session;
        this.writes = new ConditionalWrites(session, settings.keyspace());
        this.plain = new PlainRequests(session, settings.keyspace(), settings.pageRows());
        this.claimRegion = session.prepare("INSERT INTO " + settings.keyspace()
                + ".region (part, record) VALUES ('region', :record) IF NOT EXISTS");
        this.readRegion =
                session.prepare("SELECT record FROM " + settings.keyspace() + ".region WHERE part = 'region'");
        this.replaceRegion = session.prepare("UPDATE " + settings.keyspace()
                + ".region SET record = :next WHERE part = 'region' IF record = :expected");
        this.room = new Semaphore(settings.inFlightAtMost());
    }

    /**
     * Connects, and looks whether this cluster and this keyspace can keep a log.
     *
     * @throws IllegalStateException on one line: what is wrong, and what to do about it
     */
    public static CassandraLogStore open(CassandraSettings settings) {
        CqlSession session = CassandraSession.open(settings);
        try {
            StartChecks.run(session, settings);
            return new CassandraLogStore(session, settings);
        } catch (DriverException failed) {
            session.close();
            throw new IllegalStateException(
                    "keyspace " + settings.keyspace() + " of Cassandra cannot be used: " + failed.getMessage(), failed);
        } catch (RuntimeException | Error failed) {
            session.close();
            throw failed;
        }
    }

    @Override
    public void send(StoreRequest request, Consumer<StoreAnswer> asker) {
        if (closed) {
            asker.accept(new StoreAnswer.Unavailable("the store is closed"));
            return;
        }
        Consumer<StoreAnswer> answerTo = answer -> {
            troubles.answered(request, answer);
            asker.accept(answer);
        };
        if (!room.tryAcquire()) {
            answerTo.accept(new StoreAnswer.Unavailable("too many requests are on their way to Cassandra"));
        } else {
            Optional<CompletionStage<StoreAnswer>> begun = Optional.empty();
            StoreAnswer failed = new StoreAnswer.Unavailable("not begun");
            try {
                begun = Optional.of(begin(request));
            } catch (IllegalArgumentException never) {
                failed = new StoreAnswer.Unavailable(String.valueOf(never.getMessage()));
            } catch (RuntimeException broken) {
                failed = StoreFailures.answer(broken);
            }
            if (begun.isEmpty()) {
                room.release();
                answerTo.accept(failed);
                return;
            }
            var _ = begun.get().whenComplete((answer, failure) -> {
                room.release();
                answerTo.accept(failure == null ? answer : StoreFailures.answer(failure));
            });
        }
    }

    private CompletionStage<StoreAnswer> begin(StoreRequest request) {
        return switch (request) {
            case StoreRequest.CompareAndCommit write -> compareAndCommit(writes.of(write));
            case StoreRequest.ReadHead read -> plain.readHead(read);
            case StoreRequest.ReadHint read -> plain.readHint(read);
            case StoreRequest.WriteHint write -> plain.writeHint(write);
            case StoreRequest.ReadCommits read -> plain.readCommits(read);
            case StoreRequest.DropCommits drop -> plain.dropCommits(drop);
            case StoreRequest.PutSnapshot put -> plain.putSnapshot(put);
            case StoreRequest.ReadSnapshot read -> plain.readSnapshot(read);
            case StoreRequest.ListSnapshots list -> plain.listSnapshots(list);
            case StoreRequest.DeleteSnapshot delete -> plain.deleteSnapshot(delete);
            case StoreRequest.DropGeneration drop -> plain.dropGeneration(drop);
            case StoreRequest.AppendHistory append -> plain.appendHistory(append);
            case StoreRequest.ReadHistory read -> plain.readHistory(read);
        };
    }

    private CompletionStage<StoreAnswer> compareAndCommit(BoundStatement statement) {
        return session.executeAsync(statement)
                .thenApply(result -> result.wasApplied() ? new StoreAnswer.Applied() : refused(result));
    }

    private static StoreAnswer refused(AsyncResultSet result) {
        return new StoreAnswer.Refused(Optional.ofNullable(result.one()).flatMap(HeadColumns::of));
    }

    /** Claims the keyspace for a region if it has none. The same claim may be made any number of times. */
    @Override
    public RegionRecord region(RegionRecord wanted) {
        BoundStatement claim = claimRegion
                .boundStatementBuilder()
                .setByteBuffer("record", ByteBuffer.wrap(RowCodec.region(wanted)))
                .setIdempotence(false)
                .build();
        ResultSet result = patiently(claim);
        return result.wasApplied() ? wanted : record(Optional.ofNullable(result.one()));
    }

    @Override
    public Optional<RegionRecord> regionFound() {
        BoundStatement read = readRegion
                .boundStatementBuilder()
                .setConsistencyLevel(ConsistencyLevel.LOCAL_SERIAL)
                .setIdempotence(false)
                .build();
        return Optional.ofNullable(patiently(read).one()).map(row -> record(Optional.of(row)));
    }

    /** Sent again after any failure: when an earlier try was applied, the record that it left is what is found. */
    @Override
    public Optional<RegionRecord> replaceRegion(RegionRecord expected, RegionRecord next) {
        BoundStatement replace = replaceRegion
                .boundStatementBuilder()
                .setByteBuffer("expected", ByteBuffer.wrap(RowCodec.region(expected)))
                .setByteBuffer("next", ByteBuffer.wrap(RowCodec.region(next)))
                .setIdempotence(false)
                .build();
        ResultSet result = patiently(replace);
        return result.wasApplied() ? Optional.of(next) : regionFound();
    }

    private ResultSet patiently(BoundStatement statement) {
        for (int number = 1; ; number++) {
            try {
                return session.execute(statement);
            } catch (DriverException failed) {
                if (number == REGION_TRIES) {
                    throw new IllegalStateException(
                            "what Cassandra's keyspace holds cannot be read or said: " + failed.getMessage(), failed);
                }
            }
        }
    }

    private static RegionRecord record(Optional<Row> row) {
        ByteBuffer record = row.map(found -> found.getByteBuffer("record"))
                .orElseThrow(() -> new IllegalStateException("Cassandra's keyspace holds an empty region record"));
        byte[] bytes = new byte[record.remaining()];
        record.get(bytes);
        return RowCodec.region(bytes);
    }

    /** Does not wait for what is on its way. */
    @Override
    public void close() {
        closed = true;
        session.close();
        troubles.close();
    }
}
