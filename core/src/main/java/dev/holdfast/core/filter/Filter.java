package dev.holdfast.core.filter;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Which resources are wanted. {@link #text()} writes it as {@link FilterParser} reads it, so that it can be sent as
 * text and means the same there.
 */
public sealed interface Filter {
    /** All of them. */
    record All() implements Filter {}

    /** @param parts two or more */
    record And(List<Filter> parts) implements Filter {
        public And {
            parts = List.copyOf(parts);
        }
    }

    /** @param parts two or more */
    record Or(List<Filter> parts) implements Filter {
        public Or {
            parts = List.copyOf(parts);
        }
    }

    record Not(Filter part) implements Filter {}

    /** @param value as it was written, without quotes; it is one of the field's */
    record Compare(String field, Operator operator, String value) implements Filter {}

    /** The resource has something there. */
    record Has(String field) implements Filter {}

    default String text() {
        return switch (this) {
            case All _ -> "";
            case And(List<Filter> parts) -> joined(parts, " AND ");
            case Or(List<Filter> parts) -> joined(parts, " OR ");
            case Not(Filter part) -> "NOT " + enclosed(part);
            case Compare(String field, Operator operator, String value) ->
                field + " " + operator.sign() + " \""
                        + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
            case Has(String field) -> field + ":*";
        };
    }

    private static String joined(List<Filter> parts, String word) {
        return parts.stream().map(Filter::enclosed).collect(Collectors.joining(word));
    }

    private static String enclosed(Filter part) {
        return switch (part) {
            case All _, Compare _, Has _ -> part.text();
            case And _, Or _, Not _ -> "(" + part.text() + ")";
        };
    }
}
