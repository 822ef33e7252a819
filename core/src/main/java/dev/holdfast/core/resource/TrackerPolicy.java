package dev.holdfast.core.resource;

import java.time.Duration;

/**
 * Bounds of an {@link EffectTracker}.
 *
 * @param grace how long after a replay or an outage nothing expires, unless the host was heard before
 * @param outage being woken this much later than asked counts as an outage: this process, not the host, was away
 * @param expireAgain how long after an expiry that changed nothing it is said again
 * @param barrierAgain how long after a barrier that failed the next one is asked for
 * @param burst how many effects are sent in one step
 * @param burstPause how long the rest of a burst waits
 */
public record TrackerPolicy(
        Duration grace, Duration outage, Duration expireAgain, Duration barrierAgain, int burst, Duration burstPause) {
    public static final TrackerPolicy DEFAULT = new TrackerPolicy(
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofMillis(500),
            64,
            Duration.ofMillis(100));
}
