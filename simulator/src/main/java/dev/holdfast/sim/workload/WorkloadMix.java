package dev.holdfast.sim.workload;

import java.time.Duration;

/**
 * What happens to instances between their creation and their deletion. Traces do not tell, so this is a choice.
 *
 * @param stops how often an instance is stopped on average, 0 to {@value #MOST_STOPS}; 0.3 stops three of ten once, 2.5
 *     stops each two or three times
 * @param startsAgain chance, 0 to 1, that the last stop of an instance is followed by a start; earlier ones always are
 * @param span the steps of one instance lie within this time after its creation, or within its lifetime if that is
 *     shorter; more than zero
 */
public record WorkloadMix(double stops, double startsAgain, Duration span) {
    /** Instances are created and deleted, and nothing else. */
    public static final WorkloadMix NONE = new WorkloadMix(0, 0, Duration.ofHours(1));

    /** Bounds what is planned ahead for one instance. */
    static final int MOST_STOPS = 100;

    public WorkloadMix {
        if (!(stops >= 0 && stops <= MOST_STOPS)) {
            throw new IllegalArgumentException("stops must be from 0 to " + MOST_STOPS + ", was " + stops);
        }
        if (!(startsAgain >= 0 && startsAgain <= 1)) {
            throw new IllegalArgumentException("startsAgain must be from 0 to 1, was " + startsAgain);
        }
        if (!span.isPositive()) {
            throw new IllegalArgumentException("span must be more than zero, was " + span);
        }
    }
}
