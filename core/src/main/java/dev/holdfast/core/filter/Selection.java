package dev.holdfast.core.filter;

import java.util.function.Predicate;

/**
 * What is asked of a list, ready to be held against states.
 *
 * @param filter as it was understood
 * @param order the same
 * @param wanted whether a state is
 * @param ordering of those that are
 */
public record Selection<S>(Filter filter, SortOrder order, Predicate<S> wanted, Ordering<S> ordering) {
    /** Everything, by name. */
    public static <S> Selection<S> everything() {
        return of(new Filter.All(), SortOrder.BY_NAME, Fields.none());
    }

    /** @param fields with which filter and order were read */
    public static <S> Selection<S> of(Filter filter, SortOrder order, Fields<S> fields) {
        return new Selection<>(filter, order, Matching.of(filter, fields), new Ordering<>(order, fields));
    }
}
