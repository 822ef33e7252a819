package dev.holdfast.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Message;
import java.util.List;
import java.util.function.Function;

/**
 * How things of one kind are shown.
 *
 * @param plural the key under which several stand in JSON and YAML, such as {@code instances}
 * @param id what a person types to mean one
 * @param tree one as JSON
 */
public record Kind<T>(String plural, Function<T, String> id, Function<T, JsonNode> tree, List<Column<T>> columns) {
    public Kind {
        columns = List.copyOf(columns);
    }

    /** For messages of the API, whose JSON is protobuf's own with the proto's field names. */
    public static <M extends Message> Kind<M> ofMessages(
            String plural, Function<M, String> id, List<Column<M>> columns) {
        return new Kind<>(plural, id, Trees::of, columns);
    }
}
