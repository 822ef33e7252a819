package dev.holdfast.sim.bench;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The floor of {@link LogBench}: one prepared INSERT an event by the driver alone, each id's events in a partition of
 * their own as journals have them. It neither groups nor asks whether it may write.
 */
final class RawInserts {
    private RawInserts() {}

    /**
     * Makes the table.
     *
     * @param ids that events are written for, in turns
     */
    static CallLoop over(BenchCassandra cassandra, int ids, byte[] event) {
        CqlSession session = cassandra.session();
        String table = cassandra.keyspace("raw") + ".events";
        session.execute("CREATE TABLE " + table + " (id text, sequence bigint, body blob, PRIMARY KEY (id, sequence))");
        PreparedStatement insert =
                session.prepare("INSERT INTO " + table + " (id, sequence, body) VALUES (:id, :sequence, :body)");
        AtomicLong events = new AtomicLong();
        return new CallLoop("raw", () -> {
            long number = events.getAndIncrement();
            return session.executeAsync(insert.boundStatementBuilder()
                    .setString("id", "raw-" + number % ids)
                    .setLong("sequence", number / ids + 1)
                    .setByteBuffer("body", ByteBuffer.wrap(event))
                    .build());
        });
    }
}
