package dev.holdfast.sim.history;

import java.util.List;

/**
 * What operations do one after the other.
 *
 * @param <S> a state; a value
 * @param <O> an operation together with its answer
 */
public interface Sequential<S, O> {
    /** The states that it can lead to with that answer; none when it cannot have been answered so there. */
    List<S> after(S state, O operation);
}
