package dev.holdfast.sim.packing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.shared.Quantities;
import dev.holdfast.sim.workload.Arrival;
import dev.holdfast.sim.workload.Draws;
import dev.holdfast.sim.workload.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PackingTest {
    private static final Quantities HOST = new Quantities(8, 32_768, 1_000, 0);
    private static final Duration DAY = Duration.ofHours(24);

    @Test
    void firstFitTakesTheFirstAndBestFitTheFullest() {
        List<Arrival> arrivals = List.of(at(0, 5, 24), at(1, 6, 24), at(2, 2, 24), at(3, 3, 24));
        Packed first = Packing.pack(Packer.FIRST_FIT, arrivals, HOST, 3, Duration.ofHours(2));
        Packed best = Packing.pack(Packer.BEST_FIT, arrivals, HOST, 3, Duration.ofHours(2));
        assertThat(first.hourly()).containsExactly(3, 3);
        assertThat(best.hourly()).containsExactly(2, 2);
        assertThat(best.coreUse()).isEqualTo(1.0);
    }

    @Test
    void whatEndsMakesRoom() {
        List<Arrival> arrivals = List.of(at(0, 8, 1), at(70, 8, 1), at(80, 8, 1));
        Packed packed = Packing.pack(Packer.FIRST_FIT, arrivals, HOST, 1, Duration.ofHours(4));
        assertThat(packed.refused()).isEqualTo(1);
        assertThat(packed.hourly()).containsExactly(0, 1, 0, 0);
    }

    @Test
    void theBoundIsThatOfTheScarcestQuantity() {
        Arrival greedy =
                new Arrival(Duration.ZERO, 0, new Quantities(1, 32_768, 30, 0), Optional.of(Duration.ofHours(5)));
        assertThat(Packing.peak(List.of(greedy, greedy, greedy), HOST)).isEqualTo(3);
        assertThat(Packing.bound(List.of(greedy, greedy, greedy), HOST, Duration.ofHours(1))
                        .hourly())
                .containsExactly(3);
    }

    @ParameterizedTest
    @EnumSource(Packer.class)
    void nobodyUsesFewerHostsThanTheBoundOrMoreThanThereAre(Packer packer) {
        for (long seed = 1; seed <= 40; seed++) {
            List<Arrival> arrivals = drawn(seed);
            int fleet = 3 * Packing.peak(arrivals, HOST);
            Packed bound = Packing.bound(arrivals, HOST, DAY);
            Packed packed = Packing.pack(packer, arrivals, HOST, fleet, DAY);
            assertThat(packed.refused()).as("seed " + seed).isZero();
            assertThat(packed.hourly()).hasSameSizeAs(bound.hourly());
            for (int i = 0; i < packed.hourly().size(); i++) {
                assertThat(packed.hourly().get(i)).isBetween(bound.hourly().get(i), fleet);
            }
            assertThat(packed.coreUse()).isBetween(0.0, 1.0);
        }
    }

    private static List<Arrival> drawn(long seed) {
        Draws draws = new Seeds(seed).draws("packing");
        List<Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            int cores = 1 << draws.below(4);
            arrivals.add(new Arrival(
                    Duration.ofSeconds(draws.below(20 * 3_600)),
                    i,
                    new Quantities(cores, 1_024L * (1 + draws.below(4L * cores)), 30, 0),
                    draws.chance(0.2) ? Optional.empty() : Optional.of(Duration.ofSeconds(60 + draws.below(30_000)))));
        }
        arrivals.sort(Comparator.comparing(Arrival::at));
        return arrivals;
    }

    private static Arrival at(long minutes, int cores, long hours) {
        return new Arrival(
                Duration.ofMinutes(minutes),
                minutes,
                new Quantities(cores, 1_024, 30, 0),
                Optional.of(Duration.ofHours(hours)));
    }
}
