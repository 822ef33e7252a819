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

    /**
     * How long a host that is lost may take to come back before an instance that may run twice is started elsewhere.
     */
    static final Duration HEAL_DELAY = Duration.ofSeconds(30);

    /** By when the end of a lease proves that an instance is gone; what is not proven then must be said by somebody. */
    static final Duration PROOF_DUE = Duration.ofMinutes(2);

    static final Duration HEALING = Duration.ofMinutes(10);

    /** How often a place to heal is looked for before it is held; it goes on looking all the same. */
    static final int HEALING_TRIES = 3;

    /** How often a forced stop, a deletion, a release, and the start of a restart is tried. */
    static final int TRIES = 2;

    private Deadlines() {}
}
