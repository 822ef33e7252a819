package dev.holdfast.agent.simulated;

import dev.holdfast.core.host.Fencing;
import dev.holdfast.core.host.LeaseTerms;
import java.time.Duration;

/**
 * How simulated hosts behave.
 *
 * @param create how long it takes to prepare an instance
 * @param start how long until it runs
 * @param stop how long a guest takes to stop when asked, and how long it takes to remove an instance
 * @param timeScale what all of these are multiplied by; 1 as they are, 0 for no time at all
 * @param failureProbability how likely a create or a start fails, from 0 to 1
 * @param fencing what the driver declares; with WATCHDOG, what is under the host's lease stops when that ends
 * @param lease how long a grant of a host's lease lasts; {@link LeaseTerms#LEASE}, but for tests
 * @param seed same seed, same host, same instance, epoch and try: same times and failures
 */
public record SimulatedSettings(
        Latency create,
        Latency start,
        Latency stop,
        double timeScale,
        double failureProbability,
        Fencing fencing,
        Duration lease,
        long seed) {
    /** With leases as nodes grant them. */
    public SimulatedSettings(
            Latency create,
            Latency start,
            Latency stop,
            double timeScale,
            double failureProbability,
            Fencing fencing,
            long seed) {
        this(create, start, stop, timeScale, failureProbability, fencing, LeaseTerms.LEASE, seed);
    }

    public SimulatedSettings {
        if (!(timeScale >= 0 && timeScale <= 1_000)) {
            throw new IllegalArgumentException("time_scale must be from 0 to 1000 but is " + timeScale);
        }
        if (!(failureProbability >= 0 && failureProbability <= 1)) {
            throw new IllegalArgumentException("failure_probability must be from 0 to 1 but is " + failureProbability);
        }
    }

    /** Like a small virtual machine: about a second to create, half a second to start, a fifth to stop. */
    public static SimulatedSettings of(long seed) {
        return new SimulatedSettings(
                new Latency.LogNormal(Duration.ofMillis(1_000), 0.4),
                new Latency.LogNormal(Duration.ofMillis(500), 0.4),
                new Latency.LogNormal(Duration.ofMillis(200), 0.4),
                1,
                0,
                Fencing.WATCHDOG,
                seed);
    }

    public SimulatedSettings withTimeScale(double other) {
        return new SimulatedSettings(create, start, stop, other, failureProbability, fencing, lease, seed);
    }

    public SimulatedSettings withFailureProbability(double other) {
        return new SimulatedSettings(create, start, stop, timeScale, other, fencing, lease, seed);
    }

    /** The same without a watchdog: silence stops nothing. */
    public SimulatedSettings unwatched() {
        return new SimulatedSettings(create, start, stop, timeScale, failureProbability, Fencing.NONE, lease, seed);
    }
}
