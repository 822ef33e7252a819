package dev.holdfast.sim.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BenchReportTest {
    private static final TransitionsBench.Result RESULT = new TransitionsBench.Result(
            25_123.456,
            41_000,
            25_123.456 / 41_000,
            List.of(24_000.0, 25_123.456, 26_000.0),
            List.of(40_000.0, 41_000.0, 42_000.0));

    @Test
    void machinesReadOneLineWithThreeNumbers() {
        assertThat(BenchReport.json(RESULT))
                .isEqualTo("{\"transitions_per_s\":25123.5,\"ceiling_per_s\":41000.0,\"ratio\":0.613}");
    }

    @Test
    void peopleReadEachRoundAndTheMedians() {
        assertThat(BenchReport.table(RESULT)).isEqualTo("""
                events a second    holdfast    ceiling   ratio
                round 1              24,000     40,000   0.600
                round 2              25,123     41,000   0.613
                round 3              26,000     42,000   0.619
                median               25,123     41,000   0.613
                """);
    }
}
