package dev.holdfast.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sim.fault.Swarm;
import org.junit.jupiter.api.Test;

class SimRunTest {
    @Test
    void oneSeedGivesOneHash() {
        long from = Long.getLong("holdfast.seed", 1);
        long seeds = Long.getLong("holdfast.seeds", 3);
        for (long seed = from; seed < from + seeds; seed++) {
            long began = System.nanoTime();
            SimRun.Result first = SimRun.of(Swarm.of(seed), new Seams(), false);
            System.out.println(seed + " steps " + first.steps() + " virtual " + first.virtualSeconds() + " acked "
                    + first.history().acknowledged() + " faults " + first.faults() + " converged "
                    + first.convergedSeconds() + " wall " + (System.nanoTime() - began) / 1e9 + " "
                    + first.violations());
        }
        assertThat(from).isPositive();
    }
}
