package dev.holdfast.agent;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: twice as long after each failure up to a cap, and of that a random part between
 * half and all, so that many who failed together do not come back together.
 *
 * @param first after the first failure
 * @param cap never longer than this
 */
public record BackOff(Duration first, Duration cap) {
    /** For sessions with the cluster. */
    public static final BackOff SESSIONS = new BackOff(Duration.ofMillis(100), Duration.ofSeconds(5));

    private static final int DOUBLINGS_AT_MOST = 20;

    public BackOff {
        if (!first.isPositive() || cap.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "back-off: first must be positive and cap at least first, but first=" + first + " cap=" + cap);
        }
    }

    /** @param failures in a row, at least 1 */
    public Duration delay(int failures, RandomGenerator random) {
        long doubled = first.toNanos() << Math.min(failures - 1, DOUBLINGS_AT_MOST);
        long longest = Math.min(cap.toNanos(), Math.max(doubled, first.toNanos()));
        return Duration.ofNanos(longest / 2 + random.nextLong(longest / 2 + 1));
    }
}
