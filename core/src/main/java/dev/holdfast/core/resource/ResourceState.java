package dev.holdfast.core.resource;

/** What every resource's state can say of itself. */
public interface ResourceState {
    /** The number of the last fact that made this state; the floor's for an id that is unknown. */
    long sequence();

    /** Whether no fact is known: the name stands for nothing. */
    boolean unknown();
}
