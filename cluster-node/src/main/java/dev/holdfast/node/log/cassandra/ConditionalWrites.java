package dev.holdfast.node.log.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import dev.holdfast.core.log.CommitId;
import dev.holdfast.core.log.Condition;
import dev.holdfast.core.log.HeadChange;
import dev.holdfast.core.log.StoreRequest;
import dev.holdfast.node.log.RowCodec;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The one statement that counts, in each of its shapes: a conditional UPDATE of a segment's head and, with it, of one
 * row. Its condition names every column of the head, because a refusal shows the columns that the condition names; so a
 * refused writer learns the whole head as it was at that very moment.
 *
 * <p>A segment is created with a row 0, which is never dropped: to judge a condition on static columns Cassandra reads
 * the partition's first live row, and without that one it would go through all that were deleted.
 */
final class ConditionalWrites {
    private enum When {
        ABSENT,
        TERM_IS,
        COMMIT_IS
    }

    private enum Change {
        BECOME,
        BECOME_SEALED,
        RAISE
    }

    private record Shape(When condition, Change change, boolean withRow) {
        static Shape of(StoreRequest.CompareAndCommit write) {
            Shape shape = new Shape(
                    switch (write.condition()) {
                        case Condition.Absent() -> When.ABSENT;
                        case Condition.TermIs _ -> When.TERM_IS;
                        case Condition.CommitIs _ -> When.COMMIT_IS;
                    },
                    switch (write.change()) {
                        case HeadChange.Become become -> become.head().sealed() ? Change.BECOME_SEALED : Change.BECOME;
                        case HeadChange.Raise _ -> Change.RAISE;
                    },
                    write.commit().isPresent());
            if (!shape.makesSense()) {
                throw new IllegalArgumentException("a segment is created whole and empty: " + shape);
            }
            return shape;
        }

        boolean makesSense() {
            return condition != When.ABSENT || (change != Change.RAISE && !withRow);
        }

        String text(String keyspace) {
            String set = switch (change) {
                case BECOME -> settingAll();
                case BECOME_SEALED -> settingAll() + ", " + HeadColumns.SEALED + " = true";
                case RAISE -> "head_term = :new_head_term, head_commit = :new_head_commit";
            };
            String row = withRow ? ", body = :body" : condition == When.ABSENT ? ", body = 0x" : "";
            String where = withRow ? " AND row = :row" : condition == When.ABSENT ? " AND row = 0" : "";
            return "UPDATE " + keyspace + ".commits SET " + set + row + " WHERE shard = :shard AND segment = :segment"
                    + where + " IF " + conditions();
        }

        private static String settingAll() {
            return String.join(
                    ", ",
                    HeadColumns.ALWAYS.stream()
                            .map(column -> column + " = :new_" + column)
                            .toList());
        }

        private String conditions() {
            return switch (condition) {
                case ABSENT -> HeadColumns.each(" = null", " AND ") + " AND " + HeadColumns.SEALED + " = null";
                case TERM_IS ->
                    "head_term = :is_term AND " + HeadColumns.SEALED + " = null AND "
                            + HeadColumns.each(" != null", " AND ");
                case COMMIT_IS ->
                    "head_term = :is_term AND head_commit = :is_commit AND " + HeadColumns.SEALED + " = null AND "
                            + HeadColumns.each(" != null", " AND ");
            };
        }
    }

    private final Map<Shape, PreparedStatement> prepared = new HashMap<>();

    ConditionalWrites(CqlSession session, String keyspace) {
        for (When condition : When.values()) {
            for (Change change : Change.values()) {
                for (boolean withRow : new boolean[] {false, true}) {
                    Shape shape = new Shape(condition, change, withRow);
                    if (shape.makesSense()) {
                        prepared.put(shape, session.prepare(shape.text(keyspace)));
                    }
                }
            }
        }
    }

    /** @throws IllegalArgumentException when the request asks for what no log asks for */
    BoundStatement of(StoreRequest.CompareAndCommit write) {
        PreparedStatement shape =
                Optional.ofNullable(prepared.get(Shape.of(write))).orElseThrow();
        BoundStatementBuilder statement = shape.boundStatementBuilder()
                .setString("shard", write.shard().toString())
                .setLong("segment", write.segment())
                .setIdempotence(false);
        BoundStatementBuilder changing = switch (write.change()) {
            case HeadChange.Become become -> HeadColumns.bind(statement, become.head());
            case HeadChange.Raise(long term, CommitId commit) ->
                statement.setLong("new_head_term", term).setString("new_head_commit", HeadColumns.text(commit));
        };
        BoundStatementBuilder conditional = switch (write.condition()) {
            case Condition.Absent() -> changing;
            case Condition.TermIs(long term) -> changing.setLong("is_term", term);
            case Condition.CommitIs(long term, CommitId commit) ->
                changing.setLong("is_term", term).setString("is_commit", HeadColumns.text(commit));
        };
        return write.commit()
                .map(commit -> conditional
                        .setLong("row", commit.position())
                        .setByteBuffer("body", ByteBuffer.wrap(RowCodec.commit(commit))))
                .orElse(conditional)
                .build();
    }
}
