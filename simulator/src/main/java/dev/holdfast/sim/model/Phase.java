package dev.holdfast.sim.model;

/** Where an instance is in its life. */
public enum Phase {
    /** The name never stood for anything. */
    ABSENT,
    /** It waits for quota. */
    PENDING,
    /** It looks for a host. */
    PLACING,
    /** A host holds its capacity and prepares it. */
    CREATING,
    /** Its host starts it. */
    STARTING,
    /** It runs. */
    RUNNING,
    /** Its host stops it. */
    STOPPING,
    /** It does not run and keeps its place. */
    STOPPED,
    /** It runs, and its host stops and starts it again in its place; an operation, and no state, to its users. */
    RESTARTING,
    /** It gives up its place: its host stops it, then lets go of it. */
    DEALLOCATING,
    /** It does not run and has no place. */
    DEALLOCATED,
    /** Its host is silent, and nobody knows how it is. */
    DISCONNECTED,
    /** Gone from its host, it looks for another. */
    HEALING,
    /** It goes away. */
    DELETING,
    /** Nothing remains of it; the name is free. */
    DELETED,
    /** It never ran, and nothing more is tried. */
    FAILED;

    /** Whether the name stands for an instance. */
    public boolean exists() {
        return this != ABSENT && this != DELETED;
    }
}
