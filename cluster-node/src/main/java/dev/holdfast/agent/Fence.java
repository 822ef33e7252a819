package dev.holdfast.agent;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * The watchdog's side of a host's lease, which is outside the agent: what is under the lease goes on for as long as it
 * is renewed, and is killed when it ends. For many threads.
 */
public interface Fence {
    /** How long one grant lasts. */
    Duration lease();

    /** To be read before whatever it is that the renewal rests on, so that time which passes meanwhile counts. */
    BootTime now();

    /** Whether what is under the lease may run now. */
    boolean holds();

    /**
     * Grows whenever the lease is had again after it was over: what was to begin in one spell may not begin in a later
     * one.
     */
    long spell();

    /**
     * Lets all go on until a lease's length after {@code asked}. Fails when that cannot be written; then the lease that
     * was there counts.
     */
    CompletionStage<Void> renew(BootTime asked);
}
