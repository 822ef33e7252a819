package dev.holdfast.core.host;

/** What an agent is to make of an instance on its host. */
public enum Wanted {
    /** Create it if it is not there, and run it. */
    RUNNING,
    /** Keep it and do not run it. */
    STOPPED,
    /** Leave nothing of it, for good. */
    GONE
}
