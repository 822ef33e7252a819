package dev.holdfast.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sim.fault.Swarm;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimRunTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 77})
    void oneSeedGivesOneHashHoweverOftenItIsRun(long seed) {
        SimRun.Result first = SimRun.of(Swarm.of(seed), new Seams(), false);
        SimRun.Result second = SimRun.of(Swarm.of(seed), new Seams(), true);
        assertThat(second.trace().hash()).isEqualTo(first.trace().hash());
        assertThat(second.steps()).isEqualTo(first.steps());
        assertThat(second.history().operations()).isEqualTo(first.history().operations());
    }

    @Test
    void anotherSeedGivesAnotherHash() {
        assertThat(SimRun.of(Swarm.of(1), new Seams(), false).trace().hash())
                .isNotEqualTo(SimRun.of(Swarm.of(2), new Seams(), false).trace().hash());
    }

    @Test
    void aRunIsLoadedFaultyAndEndsWellWhenTheCodeIsRight() {
        SimRun.Result result = SimRun.of(Swarm.of(5), new Seams(), false);
        assertThat(result.violations()).isEmpty();
        assertThat(result.history().acknowledged()).isGreaterThan(500);
        assertThat(result.faults()).isGreaterThan(2);
        assertThat(result.virtualSeconds()).isGreaterThan(600);
        assertThat(result.convergedSeconds()).isPositive();
    }

    @Test
    void theTraceCanBeReadInWords() {
        assertThat(SimRun.of(Swarm.of(6), new Seams(), true).trace().lines()).hasSizeGreaterThan(200);
        assertThat(SimRun.of(Swarm.of(6), new Seams(), false).trace().lines()).isEqualTo(List.of());
    }
}
