package dev.holdfast.sim.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ArrivalTest {
    private static final Arrival ARRIVAL =
            new Arrival(Duration.ofMinutes(10), 4, Arrival.sized(1, 1_792), Optional.of(Duration.ofHours(1)));

    @Test
    void speedupScalesArrivalAndLifetimeOnly() {
        assertThat(ARRIVAL.speededUp(60))
                .isEqualTo(new Arrival(Duration.ofSeconds(10), 4, ARRIVAL.size(), Optional.of(Duration.ofMinutes(1))));
        assertThat(ARRIVAL.speededUp(0.5).at()).isEqualTo(Duration.ofMinutes(20));
        assertThat(ARRIVAL.speededUp(1)).isEqualTo(ARRIVAL);
    }

    @Test
    void whoNeverEndsDoesNotEndSooner() {
        Arrival forEver = new Arrival(Duration.ofMinutes(10), 4, ARRIVAL.size(), Optional.empty());

        assertThat(forEver.speededUp(1_000).lifetime()).isEmpty();
    }

    @Test
    void refusesASpeedupThatIsNoPositiveNumber() {
        for (double factor : List.of(0.0, -1.0, Double.NaN, Double.POSITIVE_INFINITY)) {
            assertThatThrownBy(() -> ARRIVAL.speededUp(factor))
                    .hasMessage("speedup must be a finite number above 0, was " + factor);
        }
    }

    @Test
    void refusesNegativeTimesAndBatches() {
        assertThatThrownBy(() -> new Arrival(Duration.ofNanos(-1), 0, ARRIVAL.size(), Optional.empty()))
                .hasMessageStartingWith("at is never negative");
        assertThatThrownBy(() -> new Arrival(Duration.ZERO, -1, ARRIVAL.size(), Optional.empty()))
                .hasMessageStartingWith("batch is never negative");
        assertThatThrownBy(() -> new Arrival(Duration.ZERO, 0, ARRIVAL.size(), Optional.of(Duration.ofNanos(-1))))
                .hasMessageStartingWith("lifetime is never negative");
    }
}
