package dev.holdfast.sim.fault;

/**
 * What the store does to requests while faults are allowed; shares of conditional writes, unless said otherwise.
 *
 * @param unknownApplied applied, and answered as unknown
 * @param unknownDropped not applied, and answered as unknown
 * @param lands answered as unknown, and evaluated up to ten seconds later
 * @param ownRefused evaluated twice, so that a writer is refused by its own commit
 * @param unavailable not applied, and answered so
 * @param silent never answered, applied or not
 * @param readFails share of reads and of other writes that fail or are never answered
 * @param meanMicros mean time to an answer
 * @param tail share of requests that takes up to {@code tailMillis} instead
 */
public record StoreWeather(
        double unknownApplied,
        double unknownDropped,
        double lands,
        double ownRefused,
        double unavailable,
        double silent,
        double readFails,
        long meanMicros,
        double tail,
        long tailMillis) {
    /** Every request is answered as it should be, in three milliseconds. */
    public static final StoreWeather FINE = new StoreWeather(0, 0, 0, 0, 0, 0, 0, 3_000, 0, 0);
}
