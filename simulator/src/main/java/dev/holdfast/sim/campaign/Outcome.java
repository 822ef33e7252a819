package dev.holdfast.sim.campaign;

import dev.holdfast.sim.fault.Script;
import dev.holdfast.sim.world.SimRun;
import dev.holdfast.sim.world.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * What one run came to; small enough to keep thousands of them.
 *
 * @param steps how many events took place
 * @param faults how many faults had something to break
 * @param convergedSeconds how long the healed region took; 0 when it was never healed
 * @param hash of everything that happened
 * @param reached how often each thing was reached
 */
public record Outcome(
        Script script,
        List<Violation> violations,
        long acknowledged,
        long steps,
        long faults,
        double virtualSeconds,
        double convergedSeconds,
        long hash,
        SortedMap<String, Long> reached) {
    private static final double SECONDS_AT_LEAST = 600;
    private static final long ACKNOWLEDGED_AT_LEAST = 500;
    private static final long FAULTS_AT_LEAST = 2;

    static Outcome of(SimRun.Result result) {
        List<Violation> violations = new ArrayList<>(result.violations());
        if (violations.isEmpty()) {
            violations.addAll(CrossCheck.disagreements(result));
        }
        return new Outcome(
                result.script(),
                List.copyOf(violations),
                result.history().acknowledged(),
                result.steps(),
                result.faults(),
                result.virtualSeconds(),
                result.convergedSeconds(),
                result.trace().hash(),
                result.trace().counts());
    }

    public boolean holds() {
        return violations.isEmpty();
    }

    /** Whether it says anything: a run without load, or whose faults broke nothing, is no proof that all is well. */
    public boolean valid() {
        return !holds()
                || (virtualSeconds >= SECONDS_AT_LEAST
                        && acknowledged >= ACKNOWLEDGED_AT_LEAST
                        && faults >= FAULTS_AT_LEAST);
    }

    /** What a valid run has, for who has to be told that this one is not. */
    public static String validWhen() {
        return "at least " + (long) SECONDS_AT_LEAST + " virtual seconds, " + ACKNOWLEDGED_AT_LEAST
                + " acknowledged commands and " + FAULTS_AT_LEAST + " faults that broke something";
    }
}
