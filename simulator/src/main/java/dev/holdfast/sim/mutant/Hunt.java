package dev.holdfast.sim.mutant;

import dev.holdfast.sim.fault.Script;
import dev.holdfast.sim.world.SimRun;
import dev.holdfast.sim.world.Violation;
import java.util.Optional;
import java.util.function.LongFunction;

/** Runs one seed after the other with a bug planted, until a judge finds something. */
public final class Hunt {
    /**
     * What came of it.
     *
     * @param seeds how many were needed, the last one included; or how many were tried in vain
     * @param seed the one that caught it; -1 when none did
     * @param violation what the judge said; empty when none did
     */
    public record Result(Mutant mutant, int seeds, long seed, Optional<Violation> violation) {
        public boolean caught() {
            return violation.isPresent();
        }
    }

    private Hunt() {}

    /**
     * @param scripts the run of a seed
     * @param atMost so many seeds
     */
    public static Result of(Mutant mutant, LongFunction<Script> scripts, long firstSeed, int atMost) {
        for (int tried = 1; tried <= atMost; tried++) {
            long seed = firstSeed + tried - 1;
            SimRun.Result run = SimRun.of(scripts.apply(seed), mutant.seams().get(), false);
            if (!run.violations().isEmpty()) {
                return new Result(
                        mutant, tried, seed, Optional.of(run.violations().getFirst()));
            }
        }
        return new Result(mutant, atMost, -1, Optional.empty());
    }
}
