package dev.holdfast.sim.workload;

import java.time.Duration;
import java.util.Optional;

/**
 * The part of a trace to replay; its beginning becomes the start of the workload.
 *
 * @param from how far into the trace it begins; not negative
 * @param length how much of it is replayed; more than zero, empty for all that is left
 */
public record TraceWindow(Duration from, Optional<Duration> length) {
    public static final TraceWindow ALL = new TraceWindow(Duration.ZERO, Optional.empty());

    public TraceWindow {
        if (from.isNegative()) {
            throw new IllegalArgumentException("from must not be negative, was " + from);
        }
        if (length.filter(each -> !each.isPositive()).isPresent()) {
            throw new IllegalArgumentException("length must be more than zero, was " + length.get());
        }
    }

    boolean contains(Duration at) {
        return at.compareTo(from) >= 0 && !isOver(at);
    }

    /** Whether nothing from this moment on belongs to it. */
    boolean isOver(Duration at) {
        return length.filter(each -> at.minus(from).compareTo(each) >= 0).isPresent();
    }
}
