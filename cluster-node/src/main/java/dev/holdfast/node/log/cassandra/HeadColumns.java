package dev.holdfast.node.log.cassandra;

import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.holdfast.core.log.CommitId;
import dev.holdfast.core.log.Head;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.shared.Epoch;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A segment's head as static columns of its partition. {@code head_sealed} is true or not there, so that no append has
 * to write it; all the others are there in every head.
 */
final class HeadColumns {
    static final String SEALED = "head_sealed";

    /** All but {@link #SEALED}; every full change of a head writes all of them. */
    static final List<String> ALWAYS = List.of(
            "head_term",
            "head_position",
            "head_commit",
            "head_first_segment",
            "head_first_generation",
            "head_floor_sequence",
            "head_floor_epoch");

    private HeadColumns() {}

    static String all() {
        return String.join(", ", ALWAYS) + ", " + SEALED;
    }

    /** With what comes behind each name, and between. */
    static String each(String behind, String between) {
        return ALWAYS.stream().map(column -> column + behind).collect(Collectors.joining(between));
    }

    /** The head of a row that shows all columns; empty when the segment has none. */
    static Optional<Head> of(Row row) {
        if (!row.getColumnDefinitions().contains("head_commit") || row.isNull("head_commit")) {
            return Optional.empty();
        }
        return Optional.of(new Head(
                row.getLong("head_term"),
                row.getLong("head_position"),
                commitId(String.valueOf(row.getString("head_commit"))),
                row.getBoolean(SEALED),
                row.getLong("head_first_segment"),
                row.getLong("head_first_generation"),
                new Floor(row.getLong("head_floor_sequence"), new Epoch(row.getLong("head_floor_epoch")))));
    }

    /** Sets the markers {@code new_...} of a full change. */
    static BoundStatementBuilder bind(BoundStatementBuilder statement, Head head) {
        return statement
                .setLong("new_head_term", head.term())
                .setLong("new_head_position", head.position())
                .setString("new_head_commit", text(head.commit()))
                .setLong("new_head_first_segment", head.firstSegment())
                .setLong("new_head_first_generation", head.firstGeneration())
                .setLong("new_head_floor_sequence", head.floor().sequence())
                .setLong("new_head_floor_epoch", head.floor().epoch().value());
    }

    static String text(CommitId id) {
        return id.owner() + ":" + id.number();
    }

    private static CommitId commitId(String text) {
        int colon = text.lastIndexOf(':');
        return new CommitId(text.substring(0, colon), Long.parseLong(text.substring(colon + 1)));
    }
}
