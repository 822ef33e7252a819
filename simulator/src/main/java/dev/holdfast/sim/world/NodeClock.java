package dev.holdfast.sim.world;

import java.time.Duration;
import java.time.Instant;

/** A node's wall clock: wrong by an offset that may jump, and by a rate. */
final class NodeClock {
    private final Timeline timeline;
    private final double rate;
    private long offsetNanos;

    /** @param rate how many of its seconds pass in a true one */
    NodeClock(Timeline timeline, long offsetNanos, double rate) {
        this.timeline = timeline;
        this.offsetNanos = offsetNanos;
        this.rate = rate;
    }

    /** Milliseconds are all that a node uses. */
    Instant now() {
        long nanos = (long) (timeline.nanos() * rate) + offsetNanos;
        return Timeline.BEGINNING.plusMillis(Math.floorDiv(nanos, 1_000_000L));
    }

    /** Nanoseconds that only go forward, whatever is done to the wall clock; wrong by the rate all the same. */
    long elapsed() {
        return (long) (timeline.nanos() * rate);
    }

    /** How much true time passes until this clock shows the instant; at least a millisecond, so that time goes on. */
    long trueNanosUntil(Instant at) {
        long nanos = Duration.between(now(), at).toNanos();
        return Math.max(1_000_000L, (long) (nanos / rate));
    }

    void jump(long nanos) {
        offsetNanos += nanos;
    }
}
