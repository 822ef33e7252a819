package dev.holdfast.sim.world;

import dev.holdfast.core.host.LeaseTerms;
import dev.holdfast.sim.workload.Draws;

/**
 * A host's lease and the watchdog that looks at it: it is outside the agent, and stops what is under the lease when
 * that is over, whether or not an agent is there. Its clock is wrong by a rate that the terms allow for.
 */
final class SimLease {
    /** Half of what the terms allow; nodes' clocks may be wrong by the other half. */
    private static final long RATE_ERROR_PPM = LeaseTerms.RATE_ERROR_PPM / 2;

    private final Timeline timeline;
    private final Draws draws;
    private final double rate;
    private final Runnable over;
    private long until = Long.MIN_VALUE;
    private long granted;

    /** @param over what happens when the watchdog sees that the lease is over */
    SimLease(Timeline timeline, Draws draws, Runnable over) {
        this.timeline = timeline;
        this.draws = draws;
        this.rate = 1 + draws.between(-RATE_ERROR_PPM, RATE_ERROR_PPM) / 1e6;
        this.over = over;
    }

    /** The host's clock, in nanoseconds since the beginning. */
    long now() {
        return (long) (timeline.nanos() * rate);
    }

    /** Whether anything under the lease may be started. */
    boolean holds() {
        return now() < until;
    }

    /** All may go on until so long after that moment of the host's clock. */
    void extend(long from) {
        long end = from + LeaseTerms.LEASE.toNanos();
        if (end <= until) {
            return;
        }
        until = end;
        long number = ++granted;
        long slow = draws.below(LeaseTerms.STOP_DELAY.toNanos());
        timeline.afterNanos((long) ((end - now()) / rate) + slow, () -> {
            if (granted == number && !holds()) {
                over.run();
            }
        });
    }

    /** The host lost power. */
    void forget() {
        until = Long.MIN_VALUE;
        granted++;
    }
}
