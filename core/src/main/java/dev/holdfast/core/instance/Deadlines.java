package dev.holdfast.core.instance;

import java.time.Duration;

/** How long a transient state may last. The grace of a stop and the search for a host are the caller's to set. */
final class Deadlines {
    static final Duration PENDING = Duration.ofSeconds(30);
    static final Duration CREATING = Duration.ofMinutes(5);
    static final Duration STARTING = Duration.ofMinutes(5);
    static final Duration STOPPING_BY_FORCE = Duration.ofMinutes(10);
    static final Duration DELETING = Duration.ofMinutes(10);
    static final Duration RELEASING = Duration.ofMinutes(10);

    /** How often a forced stop, a deletion, a release, and the start of a restart is tried. */
    static final int TRIES = 2;

    private Deadlines() {}
}
