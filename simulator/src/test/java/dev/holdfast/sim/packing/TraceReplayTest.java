package dev.holdfast.sim.packing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sim.mutant.Mutants;
import dev.holdfast.sim.workload.Arrival;
import dev.holdfast.sim.workload.ArrivalModel;
import dev.holdfast.sim.world.Seams;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TraceReplayTest {
    private static final List<Arrival> ARRIVALS = modelled();

    @Test
    void theSameArrivalsOnAFittingFleetGiveTheSameRunAndAllFindAPlace() {
        TraceReplay.Result once = replay(Optional.empty());
        TraceReplay.Result again = replay(Optional.empty());
        assertThat(once.holds()).isTrue();
        assertThat(once.instances()).isEqualTo(ARRIVALS.size());
        assertThat(once.refused()).isZero();
        assertThat(once.unanswered()).isZero();
        assertThat(again.hash()).isEqualTo(once.hash());
        assertThat(once.packed()).extracting(Packed::by).containsExactly("bound", "best-fit", "first-fit", "holdfast");
        assertThat(once.packed().getLast().peakHosts())
                .isBetween(once.packed().getFirst().peakHosts(), (long) once.hosts());
    }

    @Test
    void onAFleetThatIsTooSmallSomeAreRefusedAndNothingElseIsWrong() {
        TraceReplay.Result result = replay(Optional.of(8));
        assertThat(result.refused()).isPositive();
        assertThat(result.holds()).isTrue();
        assertThat(result.packed().get(1).refused()).isPositive();
    }

    @Test
    void afterADayTheDeadAreArchivedAndNamesThatComeThenBeginAboveTheirNumbers() {
        try (Stream<Arrival> arrivals = ArrivalModel.azure2017(4).arrivals(Duration.ofHours(27))) {
            List<Arrival> few = arrivals.filter(each -> each.batch() % 200 == 0).toList();
            TraceReplay.Result result = TraceReplay.of(few, Optional.of(40), 1, new Seams(), _ -> {});
            assertThat(result.archived()).isPositive();
            assertThat(result.violations()).isEmpty();
        }
    }

    @Test
    void judgesLookOnHereToo() {
        TraceReplay.Result result = TraceReplay.of(
                ARRIVALS,
                Optional.empty(),
                1,
                Mutants.named("release-confirmed-before-gone")
                        .orElseThrow()
                        .seams()
                        .get(),
                _ -> {});
        assertThat(result.holds()).isFalse();
        assertThat(TraceReplayReport.table(result, false)).anyMatch(line -> line.startsWith("BROKEN  GoneMeansGone"));
    }

    @Test
    void theReportTellsOfEachPackerAndEachHour() {
        TraceReplay.Result result = replay(Optional.empty());
        assertThat(TraceReplayReport.tree(result).get("packing")).hasSize(4);
        assertThat(TraceReplayReport.tree(result).get("packing").get(3).get("hosts_by_hour"))
                .hasSameSizeAs(result.packed().getLast().hourly());
        assertThat(TraceReplayReport.table(result, true)).contains("hosts in use at each full hour, holdfast:");
        assertThat(TraceReplayReport.table(result, true).getLast())
                .isEqualTo("verdict HOLDS: no judge found anything wrong");
    }

    @Test
    void nothingToReplayIsRefused() {
        assertThatThrownBy(() -> TraceReplay.of(List.of(), Optional.empty(), 1, new Seams(), _ -> {}))
                .hasMessageContaining("no arrivals");
    }

    private static TraceReplay.Result replay(Optional<Integer> hosts) {
        return TraceReplay.of(ARRIVALS, hosts, 1, new Seams(), _ -> {});
    }

    /** Two hours like Azure's, at a tenth of the rate. */
    private static List<Arrival> modelled() {
        try (Stream<Arrival> arrivals = ArrivalModel.azure2017(3).arrivals(Duration.ofHours(2))) {
            return arrivals.filter(each -> each.batch() % 10 == 0).toList();
        }
    }
}
