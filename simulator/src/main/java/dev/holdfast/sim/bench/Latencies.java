package dev.holdfast.sim.bench;

import org.HdrHistogram.Histogram;

/**
 * How long something took, from the moment at which it should have begun: what had to wait because something before it
 * was slow has waited, and is counted so (no coordinated omission).
 *
 * @param count how many
 */
record Latencies(long count, double p50Millis, double p99Millis, double maxMillis) {
    private static final double NANOS_A_MILLI = 1e6;

    /** @param nanos of each */
    static Latencies of(Histogram nanos) {
        return new Latencies(
                nanos.getTotalCount(),
                nanos.getValueAtPercentile(50) / NANOS_A_MILLI,
                nanos.getValueAtPercentile(99) / NANOS_A_MILLI,
                nanos.getMaxValue() / NANOS_A_MILLI);
    }
}
