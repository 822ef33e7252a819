package dev.holdfast.cli;

import java.time.Duration;

/** A moment by which something must be over, on the clock that nobody sets. */
public record TimeLimit(long nanoTime) {
    public static TimeLimit in(Duration duration) {
        return new TimeLimit(System.nanoTime() + duration.toNanos());
    }

    /** Never negative. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }

    public boolean over() {
        return nanoTime - System.nanoTime() <= 0;
    }

    public TimeLimit sooner(TimeLimit other) {
        return nanoTime - other.nanoTime <= 0 ? this : other;
    }
}
