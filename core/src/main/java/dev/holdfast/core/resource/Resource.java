package dev.holdfast.core.resource;

import dev.holdfast.core.filter.Fields;
import java.util.List;
import java.util.Optional;

/**
 * A kind of thing with a name and a life that Holdfast manages, as pure functions over values. Neither function reads a
 * clock, draws a number or changes anything; so the same rules run in a node, in a simulation and in a replay, and a
 * crash at any moment loses nothing: what must still happen is {@link #outstanding} of what is known.
 *
 * @param <S> what is known of one resource
 * @param <C> an order to it
 * @param <E> a fact about it
 * @param <F> what it owes the outside
 * @param <R> why it refuses
 */
public interface Resource<S extends ResourceState, C, E, F extends Effect, R extends Rejection> {
    /** The first half of a persistence id, and the name under which sharding and the log know this kind. */
    String type();

    /**
     * What is known of an id before its first fact.
     *
     * @param floor the highest numbers of any archived id of the shard: a name that is used again goes on above them
     */
    S unknown(String id, Floor floor);

    /** The facts that a command makes true, or why it is refused. Changes nothing. */
    Decision<E, R> decide(S state, C command, Context context);

    /**
     * The state after a fact.
     *
     * @throws CorruptHistoryException when the fact does not fit the state: the history is not one that {@link #decide}
     *     can have written
     */
    S evolve(S state, Recorded<E> fact);

    /** What the world still owes this state, in the order in which it should be asked for. */
    List<F> outstanding(S state);

    /** When this state must have been left; empty for states that may last, and for held ones. */
    Optional<Deadline<C>> deadline(S state);

    /** From when on nothing but its numbers need be remembered of this resource; empty while anything else must. */
    Optional<Archivable> archivable(S state);

    /**
     * Whether this state owes anything for which a sleeping owner must be woken. The same as looking through
     * {@link #outstanding} for an effect that wakes, and cheaper where a state can tell at once.
     */
    default boolean restless(S state) {
        return outstanding(state).stream().anyMatch(Effect::wakes);
    }

    /** Whether a command tells that the resource's host was heard. */
    boolean heardFromHost(C command);

    /** Whether lists show it: a tombstone is remembered and not shown. */
    boolean listed(S state);

    /** What its lists can be filtered and ordered by. */
    default Fields<S> fields() {
        return Fields.none();
    }

    /**
     * What must never be so of this state and is; nothing, if the rules and the log are right. Cheap: it is asked
     * often.
     */
    default List<Finding> audit(S state) {
        return List.of();
    }

    /** What must never be so of a state and the one that the next fact made of it. */
    default List<Finding> audit(S before, S after) {
        return List.of();
    }

    /** One sentence about a fact, for an operator's list of events. */
    String describe(E event);
}
