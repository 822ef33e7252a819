package dev.holdfast.core.instance;

/** What an agent sees of an instance on its host; the {@code observed} axis. */
public enum ObservedPower {
    /** The driver is preparing it. */
    CREATING,
    /** The driver has prepared it and is starting it. */
    STARTING,
    /** It runs. */
    RUNNING,
    /** It was told to stop and has not yet. */
    STOPPING,
    /** It is there and does not run. */
    STOPPED,
    /** There is nothing of it on the host. */
    GONE
}
