package dev.holdfast.sim.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlacementBenchTest {
    private static final Rounds SHORT = new Rounds(1, Duration.ofMillis(20));

    /** Says nothing of speed: the round is far too short. */
    @Test
    void measuresSpeedPackingAndCollisions() {
        List<String> progress = new ArrayList<>();

        BenchReport report = PlacementBench.run(new PlacementBench.Load(60, 5, 3, 4, 1, SHORT), progress::add);

        assertThat(report.value("decisions_per_s")).isPositive();
        assertThat(report.value("p99_ms")).isPositive();
        assertThat(report.value("density_ratio")).isGreaterThan(0.3).isLessThanOrEqualTo(1);
        assertThat(report.value("conflict_ratio")).isBetween(0.0, 1.0);
        assertThat(report.json())
                .contains("\"decisions_per_s\":", "\"p99_ms\":", "\"density_ratio\":", "\"conflict_ratio\":");
        assertThat(progress).anyMatch(each -> each.startsWith("3 placers, 90 % full"));
    }

    @Test
    void onePlacerWhoseCopyIsCurrentNeverCollides() {
        BenchReport report = PlacementBench.run(new PlacementBench.Load(40, 4, 1, 0, 2, SHORT), _ -> {});

        assertThat(report.value("conflict_ratio")).isZero();
        assertThat(report.value("nearly_full_conflict_ratio")).isZero();
    }

    @Test
    void refusesALagThatIsNone() {
        assertThatThrownBy(() -> new PlacementBench.Load(1, 1, 1, -1, 1, SHORT))
                .hasMessage("lag must not be negative, was -1");
    }
}
