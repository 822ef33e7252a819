package dev.holdfast.sim.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sim.fault.Script;
import dev.holdfast.sim.fault.Swarm;
import dev.holdfast.sim.mutant.Mutant;
import dev.holdfast.sim.mutant.Mutants;
import dev.holdfast.sim.world.SimRun;
import dev.holdfast.sim.world.Violation;
import org.junit.jupiter.api.Test;

class ShrinkerTest {
    private final Mutant mutant = Mutants.named("release-confirmed-before-gone").orElseThrow();

    @Test
    void whatIsLeftIsSmallerAndGoesWrongByTheSameJudge() {
        Script script = Swarm.of(1);
        Violation violation =
                SimRun.of(script, mutant.seams().get(), false).violations().getFirst();
        Shrinker.Result shortest = Shrinker.shrink(script, violation, mutant.seams(), 200, _ -> {});
        assertThat(shortest.script().faults()).isEmpty();
        assertThat(shortest.script().instances()).isLessThan(script.instances() / 2);
        assertThat(shortest.script().nodes()).isEqualTo(1);
        assertThat(shortest.script().safetySeconds()).isLessThan(script.safetySeconds());
        assertThat(SimRun.of(shortest.script(), mutant.seams().get(), false)
                        .violations()
                        .getFirst()
                        .judge())
                .isEqualTo(violation.judge());
    }

    @Test
    void itStopsWhenItsRunsAreUsedUp() {
        Script script = Swarm.of(1);
        Violation violation =
                SimRun.of(script, mutant.seams().get(), false).violations().getFirst();
        Shrinker.Result shortest = Shrinker.shrink(script, violation, mutant.seams(), 5, _ -> {});
        assertThat(shortest.runs()).isLessThanOrEqualTo(6);
    }
}
