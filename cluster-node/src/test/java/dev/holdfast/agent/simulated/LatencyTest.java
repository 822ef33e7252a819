package dev.holdfast.agent.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LatencyTest {
    @Test
    void uniformStaysWithinItsBounds() {
        Latency latency = new Latency.Uniform(Duration.ofMillis(10), Duration.ofMillis(20));
        assertThat(draws(latency, 1))
                .allMatch(each -> each.compareTo(Duration.ofMillis(10)) >= 0)
                .allMatch(each -> each.compareTo(Duration.ofMillis(20)) <= 0);
    }

    @Test
    void logNormalHasItsMedianAndALongTail() {
        List<Duration> draws = draws(new Latency.LogNormal(Duration.ofMillis(100), 0.5), 1).stream()
                .sorted()
                .toList();
        assertThat(draws.get(500).toMillis()).isBetween(90L, 110L);
        assertThat(draws.getLast().toMillis()).isBetween(250L, 740L);
    }

    @Test
    void sameSeedDrawsTheSame() {
        Latency latency = new Latency.LogNormal(Duration.ofMillis(100), 0.5);
        assertThat(draws(latency, 7)).isEqualTo(draws(latency, 7)).isNotEqualTo(draws(latency, 8));
    }

    @Test
    void whatMakesNoSenseIsRefusedByName() {
        assertThatThrownBy(() -> new Latency.LogNormal(Duration.ofMillis(1), -1))
                .hasMessageContaining("spread");
        assertThatThrownBy(() -> new Latency.Uniform(Duration.ofMillis(2), Duration.ofMillis(1)))
                .hasMessageContaining("least");
        assertThatThrownBy(() -> SimulatedSettings.of(1).withTimeScale(-1)).hasMessageContaining("time_scale");
        assertThatThrownBy(() -> SimulatedSettings.of(1).withFailureProbability(2))
                .hasMessageContaining("failure_probability");
    }

    private static List<Duration> draws(Latency latency, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return Stream.generate(() -> latency.draw(random)).limit(1_000).toList();
    }
}
