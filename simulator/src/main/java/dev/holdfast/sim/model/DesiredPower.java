package dev.holdfast.sim.model;

/** What users want of an instance. */
public enum DesiredPower {
    /** Nobody has asked for anything. */
    NONE,
    RUNNING,
    STOPPED,
    DEALLOCATED,
    DELETED
}
