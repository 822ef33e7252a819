package dev.holdfast.sim.model;

import java.util.Locale;

/** What a client can ask. */
public enum Verb {
    CREATE,
    START,
    STOP,
    DELETE,
    RESTART,
    DEALLOCATE,
    UPDATE,
    /** The only one that changes nothing, and needs no request id. */
    READ;

    /** As people type it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
