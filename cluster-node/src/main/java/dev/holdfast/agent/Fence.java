package dev.holdfast.agent;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * A host's fencing lease, which a watchdog outside the agent watches: what runs on the host goes on for as long as the
 * lease is renewed, and is killed when it ends.
 */
public interface Fence {
    /** How long one renewal lasts. */
    Duration lease();

    /** To be read before whatever it is that the renewal rests on, so that time which passes meanwhile counts. */
    BootTime now();

    /**
     * Lets all go on until a lease's length after {@code asked}. Fails when that cannot be written; then the lease that
     * was there counts.
     */
    CompletionStage<Void> renew(BootTime asked);
}
