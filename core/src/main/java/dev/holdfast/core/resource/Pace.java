package dev.holdfast.core.resource;

import java.time.Duration;

/**
 * When an effect is sent, and sent again.
 *
 * @param firstAfter how long after it became owed; zero for at once
 * @param againAfter how long after the first send, doubled each time
 * @param atMost where doubling ends
 */
public record Pace(Duration firstAfter, Duration againAfter, Duration atMost) {
    /** At once, then after 1 s, doubling to 30 s: for orders and requests. */
    public static final Pace ORDER = new Pace(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(30));

    /** After 5 s, then every 5 to 30 s: for questions whose answer usually comes by itself. */
    public static final Pace QUESTION = new Pace(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(30));

    /** Once an hour: for checks that nothing was forgotten. */
    public static final Pace CHECK = new Pace(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1));

    public Pace {
        if (firstAfter.isNegative() || !againAfter.isPositive() || atMost.compareTo(againAfter) < 0) {
            throw new IllegalArgumentException("no pace: " + firstAfter + ", " + againAfter + ", " + atMost);
        }
    }

    /**
     * How long to wait after the given number of sends, spread by up to a fifth either way so that resources which
     * began together do not ask together for ever.
     *
     * @param sends at least 1
     * @param spread any number that differs between effects
     */
    Duration afterSends(int sends, long spread) {
        int doublings = Math.min(sends - 1, 20);
        long millis = Math.min(againAfter.toMillis() << doublings, atMost.toMillis());
        long fifth = Math.max(1, millis / 5);
        return Duration.ofMillis(millis - fifth + Math.floorMod(spread, 2 * fifth));
    }
}
