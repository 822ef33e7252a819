package dev.holdfast.node.edge;

import dev.holdfast.core.filter.Cursor;
import dev.holdfast.core.filter.Fields;
import dev.holdfast.core.filter.Filter;
import dev.holdfast.core.filter.FilterParser;
import dev.holdfast.core.filter.Reading;
import dev.holdfast.core.filter.Selection;
import dev.holdfast.core.filter.SortOrder;
import java.util.List;
import java.util.Optional;

/**
 * What a caller asked of a list.
 *
 * @param after where the page before ended
 */
public record Question<S>(Selection<S> selection, Optional<Cursor> after) {
    /**
     * @param pageToken given for the same arguments
     * @param arguments beside filter and order, all that must stay the same from page to page
     * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT naming the field, the column and what was expected
     */
    public static <S> Question<S> read(
            Fields<S> fields, String filter, String orderBy, String pageToken, String... arguments) {
        Filter understood = read("filter", FilterParser.read(filter, fields));
        SortOrder order = read("order_by", SortOrder.read(orderBy, fields));
        Selection<S> selection = Selection.of(understood, order, fields);
        String seen = PageTokens.lastSeen(pageToken, bound(filter, orderBy, arguments));
        if (seen.isEmpty()) {
            return new Question<>(selection, Optional.empty());
        }
        return new Question<>(
                selection,
                Optional.of(
                        selection.ordering().cursor(seen).orElseThrow(() -> fault("page_token", "is none of ours"))));
    }

    /** The token of the page that begins there; the arguments are those that it was read with. */
    public static String pageToken(Optional<Cursor> next, String filter, String orderBy, String... arguments) {
        return next.map(cursor -> PageTokens.of(cursor.text(), bound(filter, orderBy, arguments)))
                .orElse("");
    }

    private static <T> T read(String field, Reading<T> reading) {
        return switch (reading) {
            case Reading.Understood<T>(T meaning) -> meaning;
            case Reading.Misread<T> misread -> throw fault(field, misread.sentence());
        };
    }

    private static RuntimeException fault(String field, String rule) {
        return StatusMapping.ofFields(List.of(new StatusMapping.FieldFault(field, rule)));
    }

    private static String[] bound(String filter, String orderBy, String... arguments) {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = filter;
        all[arguments.length + 1] = orderBy;
        return all;
    }
}
