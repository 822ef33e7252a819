package dev.holdfast.core.instance;

/** What the API's callers want of an instance; the {@code desired} axis. */
public enum Power {
    /** It should run. */
    RUNNING,
    /** It should keep its place on its host, and not run. */
    STOPPED,
    /** It should give up its place, and keep its name. */
    DEALLOCATED,
    /** It should be gone. */
    DELETED
}
