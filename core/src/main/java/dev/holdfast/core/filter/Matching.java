package dev.holdfast.core.filter;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Holds states against a filter. A resource that has nothing in a field differs from every value: {@code !=} is true of
 * it, all else is false. In a text after {@code =} or {@code !=}, a star at the beginning or the end stands for
 * anything.
 */
final class Matching {
    private Matching() {}

    /** @param filter that was read with these fields */
    static <S> Predicate<S> of(Filter filter, Fields<S> fields) {
        return switch (filter) {
            case Filter.All _ -> _ -> true;
            case Filter.And(List<Filter> parts) -> {
                List<Predicate<S>> all =
                        parts.stream().map(part -> Matching.of(part, fields)).toList();
                yield state -> {
                    for (Predicate<S> each : all) {
                        if (!each.test(state)) {
                            return false;
                        }
                    }
                    return true;
                };
            }
            case Filter.Or(List<Filter> parts) -> {
                List<Predicate<S>> any =
                        parts.stream().map(part -> Matching.of(part, fields)).toList();
                yield state -> {
                    for (Predicate<S> each : any) {
                        if (each.test(state)) {
                            return true;
                        }
                    }
                    return false;
                };
            }
            case Filter.Not(Filter part) -> Matching.of(part, fields).negate();
            case Filter.Has(String name) -> {
                Field<S> field = field(name, fields);
                yield state -> field.read().apply(state).isPresent();
            }
            case Filter.Compare(String name, Operator operator, String written) -> {
                Field<S> field = field(name, fields);
                Predicate<Value> holds = holds(field, operator, written);
                yield operator == Operator.NOT_EQUAL
                        ? state -> !present(field, state, holds)
                        : state -> present(field, state, holds);
            }
        };
    }

    private static <S> boolean present(Field<S> field, S state, Predicate<Value> holds) {
        Optional<Value> value = field.read().apply(state);
        return value.isPresent() && holds.test(value.get());
    }

    private static <S> Field<S> field(String name, Fields<S> fields) {
        return fields.field(name).orElseThrow(() -> new IllegalArgumentException("no field " + name));
    }

    private static <S> Predicate<Value> holds(Field<S> field, Operator operator, String written) {
        Value wanted = field.value(written)
                .orElseThrow(() -> new IllegalArgumentException(field.name() + " is never " + written));
        return switch (operator) {
            case EQUAL, NOT_EQUAL -> field.type() == Field.Type.TEXT ? like(written) : wanted::equals;
            case LESS -> value -> value.compareTo(wanted) < 0;
            case AT_MOST -> value -> value.compareTo(wanted) <= 0;
            case MORE -> value -> value.compareTo(wanted) > 0;
            case AT_LEAST -> value -> value.compareTo(wanted) >= 0;
            case CONTAINS -> value -> text(value).contains(written);
        };
    }

    private static Predicate<Value> like(String pattern) {
        if (pattern.equals("*")) {
            return _ -> true;
        }
        boolean open = pattern.startsWith("*");
        boolean endless = pattern.endsWith("*");
        String middle = pattern.substring(open ? 1 : 0, pattern.length() - (endless ? 1 : 0));
        if (open && endless) {
            return value -> text(value).contains(middle);
        }
        if (open) {
            return value -> text(value).endsWith(middle);
        }
        return endless
                ? value -> text(value).startsWith(middle)
                : value -> text(value).equals(middle);
    }

    private static String text(Value value) {
        return switch (value) {
            case Value.Text(String text) -> text;
            case Value.Count _, Value.Moment _ -> throw new IllegalArgumentException("no text: " + value);
        };
    }
}
