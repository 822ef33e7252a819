package dev.holdfast.sim.workload;

import java.util.List;

/**
 * All that {@link ArrivalModel} knows about a place: how busy each hour is, and what kinds of batches come.
 *
 * @param startHour hour of the day at which the workload starts
 * @param profile for each hour of a day, how busy it is; the mean is 1
 * @param noise standard deviation of the logarithm of what makes one bin busier than its hour
 * @param noiseLasts correlation of that noise between a bin and the next
 */
record ArrivalFigures(int startHour, List<Double> profile, double noise, double noiseLasts, List<BatchKind> kinds) {
    private static final int HOURS = 24;
    private static final long BINS_PER_HOUR = 3_600 / TraceRow.BIN_S;

    ArrivalFigures {
        profile = List.copyOf(profile);
        kinds = List.copyOf(kinds);
        if (profile.size() != HOURS) {
            throw new IllegalArgumentException("a profile has " + HOURS + " hours, not " + profile.size());
        }
    }

    /** How busy the hour is in which a bin lies, counted from the start of the workload. */
    double busy(long bin) {
        return profile.get((int) ((startHour + bin / BINS_PER_HOUR) % HOURS));
    }
}
