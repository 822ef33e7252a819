package dev.holdfast.core.host;

import dev.holdfast.core.shared.Epoch;
import java.time.Duration;
import java.time.Instant;

/**
 * Up to which epoch nothing of an instance may ever be started here again.
 *
 * @param at when it was last raised; forgotten a day later, twice as long as an order stays acceptable
 */
public record Released(Epoch upTo, Instant at) {
    /** How long it is remembered. */
    static final Duration MEMORY = Duration.ofHours(24);

    /** How long after its owner last affirmed it an order may still start something. */
    static final Duration ORDERS_VALID = Duration.ofHours(12);
}
