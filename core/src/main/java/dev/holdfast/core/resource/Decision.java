package dev.holdfast.core.resource;

import java.util.ArrayList;
import java.util.List;

/**
 * What comes of a command: facts, or a refusal. Facts may be none, when the command asks for what is already so.
 *
 * @param <E> a fact
 * @param <R> a refusal
 */
public sealed interface Decision<E, R extends Rejection> {
    /**
     * @param events in the order in which they happened; committed together or not at all
     * @param notices sent once after the commit, see {@link Notice}
     */
    record Accepted<E, R extends Rejection>(List<E> events, List<Notice> notices) implements Decision<E, R> {
        public Accepted {
            events = List.copyOf(events);
            notices = List.copyOf(notices);
        }
    }

    /** Nothing happened and nothing will. */
    record Rejected<E, R extends Rejection>(R reason) implements Decision<E, R> {}

    /** The command asks for what is already so. */
    static <E, R extends Rejection> Decision<E, R> nothing() {
        return new Accepted<>(List.of(), List.of());
    }

    static <E, R extends Rejection> Decision<E, R> accept(E event) {
        return new Accepted<>(List.of(event), List.of());
    }

    static <E, R extends Rejection> Decision<E, R> accept(E first, E second) {
        return new Accepted<>(List.of(first, second), List.of());
    }

    static <E, R extends Rejection> Decision<E, R> reject(R reason) {
        return new Rejected<>(reason);
    }

    /** The same decision with a courtesy to somebody. */
    default Decision<E, R> telling(Notice notice) {
        return switch (this) {
            case Accepted<E, R>(List<E> events, List<Notice> notices) -> {
                List<Notice> more = new ArrayList<>(notices);
                more.add(notice);
                yield new Accepted<>(events, more);
            }
            case Rejected<E, R> rejected -> rejected;
        };
    }
}
