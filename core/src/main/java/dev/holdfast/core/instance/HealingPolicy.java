package dev.holdfast.core.instance;

/** When an instance whose host is silent may be started elsewhere. */
public enum HealingPolicy {
    /** Only when it is certain that the one before is gone: there are never two. */
    CONSISTENT,
    /** After a while, certain or not: there may be two for as long as the silent host runs the other. */
    AVAILABLE
}
