package dev.holdfast.core.filter;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Something that can be asked of a kind of resource.
 *
 * @param choices all that it can be, if it is a choice
 * @param read what it is for a resource; empty when the resource has none
 */
public record Field<S>(String name, Type type, List<String> choices, Function<S, Optional<Value>> read) {
    /** What kind of values it has. */
    public enum Type {
        TEXT,
        /** One of a few words; is or is not, and neither smaller nor larger. */
        CHOICE,
        NUMBER,
        TIME
    }

    public Field {
        choices = List.copyOf(choices);
    }

    public static <S> Field<S> text(String name, Function<S, Optional<String>> read) {
        return new Field<>(
                name, Type.TEXT, List.of(), state -> read.apply(state).map(Value.Text::new));
    }

    public static <S> Field<S> choice(String name, List<String> choices, Function<S, Optional<String>> read) {
        return new Field<>(
                name, Type.CHOICE, choices, state -> read.apply(state).map(Value.Text::new));
    }

    public static <S> Field<S> number(String name, ToLongFunction<S> read) {
        return new Field<>(
                name, Type.NUMBER, List.of(), state -> Optional.of(new Value.Count(read.applyAsLong(state))));
    }

    public static <S> Field<S> time(String name, Function<S, Optional<Instant>> read) {
        return new Field<>(
                name, Type.TIME, List.of(), state -> read.apply(state).map(Value.Moment::new));
    }

    /** What a person wrote, as a value of this field; empty when it is none. */
    Optional<Value> value(String written) {
        return switch (type) {
            case TEXT -> Optional.of(new Value.Text(written));
            case CHOICE -> choices.contains(written) ? Optional.of(new Value.Text(written)) : Optional.empty();
            case NUMBER -> number(written);
            case TIME -> time(written);
        };
    }

    /** What must stand where {@link #value} finds nothing. */
    String wanted() {
        return switch (type) {
            case TEXT -> "a text";
            case CHOICE -> "one of " + String.join(", ", choices);
            case NUMBER -> "a whole number";
            case TIME -> "a time in quotes, such as \"2026-01-31T12:00:00Z\"";
        };
    }

    /** Whether this can be asked of it at all. */
    boolean knows(Operator operator) {
        return switch (operator) {
            case EQUAL, NOT_EQUAL -> true;
            case LESS, AT_MOST, MORE, AT_LEAST -> type != Type.CHOICE;
            case CONTAINS -> type == Type.TEXT;
        };
    }

    private static Optional<Value> number(String written) {
        try {
            return Optional.of(new Value.Count(Long.parseLong(written)));
        } catch (NumberFormatException none) {
            return Optional.empty();
        }
    }

    private static Optional<Value> time(String written) {
        try {
            return Optional.of(new Value.Moment(OffsetDateTime.parse(written).toInstant()));
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }
}
