package dev.holdfast.sim.scenario;

import static dev.holdfast.sim.scenario.RegionLoss.KEPT;
import static dev.holdfast.sim.scenario.RegionLoss.LOST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sim.scenario.RegionLoss.Phase;
import dev.holdfast.sim.scenario.RegionLoss.Result;
import dev.holdfast.sim.scenario.RegionLoss.Row;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class RegionLossTest {
    @Test
    void aCallOfTheOtherRegionThatFailsIsWrongInAnyPhase() {
        assertThat(wrong(row(Phase.LOST, KEPT, KEPT, answered(10)))).isEmpty();
        assertThat(wrong(row(Phase.LOST, KEPT, KEPT, answered(10), unavailable(5, "region west"))))
                .containsExactly("1 of the calls about west through west, LOST failed");
        assertThat(wrong(row(Phase.AFTER, KEPT, LOST, unavailable(5, "region east"))))
                .containsExactly("1 of the calls about east through west, AFTER failed");
    }

    @Test
    void aCallAboutTheLostRegionMustSaySoAtOnce() {
        assertThat(wrong(row(Phase.LOST, KEPT, LOST, unavailable(999, "region east is not reached"))))
                .isEmpty();
        assertThat(wrong(row(Phase.LOST, KEPT, LOST, unavailable(1_001, "region east is not reached"))))
                .containsExactly("one of the calls about east through west, LOST failed only after 1001 ms");
        assertThat(wrong(row(Phase.LOST, KEPT, LOST, unavailable(5, "connection refused"))))
                .containsExactly("1 of the calls about east through west, LOST failed without saying that the region is"
                        + " not reached");
        assertThat(wrong(row(Phase.LOST, KEPT, LOST, answered(5))))
                .containsExactly("1 of the calls about east through west, LOST were answered");
    }

    @Test
    void nothingIsAnsweredByNodesThatAreDead() {
        assertThat(wrong(row(Phase.LOST, LOST, KEPT, unavailable(5, "connection refused"))))
                .isEmpty();
        assertThat(wrong(row(Phase.LOST, LOST, KEPT, answered(5))))
                .containsExactly("1 of the calls about west through east, LOST were answered");
        assertThat(wrong(row(Phase.AFTER, LOST, KEPT, unavailable(5, "region west"))))
                .containsExactly("1 of the calls about west through east, AFTER failed");
    }

    @Test
    void aPhaseWithoutCallsAndAnAcknowledgedInstanceThatIsGoneAreWrong() {
        assertThat(wrong(row(Phase.BEFORE, KEPT, KEPT))).containsExactly("no calls about west through west, BEFORE");
        assertThat(new Result(List.of(), 0.2, Duration.ofSeconds(30), 1, List.of("x")).wrong())
                .containsExactly("acknowledged and not there: x");
    }

    @Test
    void percentilesAreOfWhatWasAnswered() {
        Row row = row(Phase.BEFORE, KEPT, KEPT, answered(10), answered(20), answered(30), unavailable(900, "west"));
        assertThat(row.median()).isEqualTo(Duration.ofMillis(20));
        assertThat(row.p99()).isEqualTo(Duration.ofMillis(30));
        assertThat(row.longestFailure()).isEqualTo(Duration.ofMillis(900));
        assertThat(row.named()).isEqualTo(1);
    }

    @Test
    @Tag("nightly")
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void aRegionThatIsKilledTakesNothingOfTheOtherWithIt(@TempDir Path folder) throws Exception {
        Result result = new RegionLoss(
                        new RegionLoss.Plan(folder, 1, 5, Duration.ofSeconds(20)), System.out::println, _ -> {})
                .run();
        System.out.println(result);
        assertThat(result.wrong()).isEmpty();
        assertThat(result.acknowledged()).isPositive();
    }

    private static List<String> wrong(Row row) {
        return new Result(List.of(row), 0.2, Duration.ofSeconds(30), 10, List.of()).wrong();
    }

    private static Row row(Phase phase, String through, String about, RegionLoad.Ended... calls) {
        try (var timer = Executors.newSingleThreadScheduledExecutor()) {
            return Row.of(phase, new RegionLoad(through, about, List.of(), timer), List.of(calls));
        }
    }

    private static RegionLoad.Ended answered(long millis) {
        return new RegionLoad.Ended(0, Duration.ofMillis(millis), Status.Code.OK, "");
    }

    private static RegionLoad.Ended unavailable(long millis, String said) {
        return new RegionLoad.Ended(0, Duration.ofMillis(millis), Status.Code.UNAVAILABLE, said);
    }
}
