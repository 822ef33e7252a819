package dev.holdfast.core.instance;

/** What a user can ask of an instance. */
public enum Verb {
    CREATE,
    START,
    STOP,
    DELETE,
    RESTART,
    DEALLOCATE,
    UPDATE;

    /** As people type it. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
