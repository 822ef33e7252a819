package dev.holdfast.core.host;

import java.time.Duration;

/**
 * The numbers of a host's lease. They are the same in every node and on every host and no setting: a node that took
 * over a shard and waited for less than its predecessor has granted would take for gone what runs.
 */
public final class LeaseTerms {
    /** How often an agent asks for its lease anew. */
    public static final Duration RENEW_EVERY = Duration.ofSeconds(3);

    /** So long a host is silent before it is suspected, and takes no new claims. */
    public static final Duration SUSPECT_AFTER = Duration.ofSeconds(10);

    /** So long a host is silent before it is lost, and its instances are disconnected. */
    public static final Duration LOST_AFTER = Duration.ofSeconds(15);

    /** How long a grant lasts, counted from when the renewal that it answers was sent. */
    public static final Duration LEASE = Duration.ofSeconds(60);

    /** By how many millionths the clocks of a holder and of a waiter may run apart. */
    public static final long RATE_ERROR_PPM = 10_000;

    /** How long a watchdog takes at most to stop everything after the end of the lease. */
    public static final Duration STOP_DELAY = Duration.ofSeconds(5);

    /** What is added to be on the safe side. */
    public static final Duration MARGIN = Duration.ofSeconds(5);

    private LeaseTerms() {}

    /** How long after the last grant, by the waiter's clock, nothing that was under the lease runs any more. */
    public static Duration provenAfter() {
        return LEASE.plusNanos(LEASE.toNanos() / 1_000_000 * RATE_ERROR_PPM)
                .plus(STOP_DELAY)
                .plus(MARGIN);
    }
}
