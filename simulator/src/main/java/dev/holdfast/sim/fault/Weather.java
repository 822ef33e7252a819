package dev.holdfast.sim.fault;

/**
 * What the network does to messages while faults are allowed.
 *
 * @param loss share of messages that never arrive
 * @param duplication share that arrives twice
 * @param tail share that takes up to {@code tailMillis} instead
 * @param meanMicros mean delay of the others
 * @param tailMillis longest delay
 */
public record Weather(double loss, double duplication, double tail, long meanMicros, long tailMillis) {
    /** Nothing is lost, and a message takes half a millisecond. */
    public static final Weather FINE = new Weather(0, 0, 0, 500, 0);
}
