package dev.holdfast.sim.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.shared.Quantities;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WorkloadTest {
    private static final Quantities SIZE = Arrival.sized(2, 3_584);
    private static final WorkloadMix BUSY = new WorkloadMix(2.5, 0.5, Duration.ofMinutes(10));

    @Test
    void createsOnArrivalAndDeletesAfterTheLifetime() {
        Stream<Arrival> arrivals = Stream.of(arrival(1, 7, 10), arrival(2, 8, 3), arrival(20, 9, 1));

        assertThat(Workload.steps(arrivals, WorkloadMix.NONE, 1))
                .containsExactly(
                        new Step.Create(seconds(1), 0, 7, SIZE),
                        new Step.Create(seconds(2), 1, 8, SIZE),
                        new Step.Delete(seconds(5), 1),
                        new Step.Delete(seconds(11), 0),
                        new Step.Create(seconds(20), 2, 9, SIZE),
                        new Step.Delete(seconds(21), 2));
    }

    @Test
    void whoNeverEndsIsNeverDeleted() {
        Stream<Arrival> arrivals = Stream.of(new Arrival(Duration.ZERO, 0, SIZE, Optional.empty()));

        assertThat(Workload.steps(arrivals, WorkloadMix.NONE, 1))
                .containsExactly(new Step.Create(Duration.ZERO, 0, 0, SIZE));
    }

    @Test
    void roomIsMadeBeforeItIsAskedFor() {
        Stream<Arrival> arrivals = Stream.of(arrival(0, 0, 5), arrival(5, 1, 0));

        assertThat(Workload.steps(arrivals, WorkloadMix.NONE, 1).map(WorkloadTest::letter))
                .containsExactly("C", "D", "C", "D");
    }

    @Test
    void stepsOfEachInstanceMakeSenseInTheirOrder() {
        List<Step> steps = Workload.steps(ArrivalModel.azure2017(1).arrivals(Duration.ofHours(3)), BUSY, 1)
                .toList();

        Map<Long, String> lives = new HashMap<>();
        steps.forEach(each -> lives.merge(each.index(), letter(each), String::concat));
        assertThat(steps).extracting(Step::at).isSorted();
        assertThat(lives.values()).allMatch(life -> life.matches("C(SR)*S?D?"));
        assertThat(lives.values()).anyMatch(life -> life.matches("CSRSRSD")).anyMatch(life -> life.equals("CSRSR"));
    }

    @Test
    void stopsAndStartsAreAsManyAsTheMixSays() {
        Stream<Arrival> arrivals = LongStream.range(0, 20_000)
                .mapToObj(batch -> new Arrival(Duration.ofMillis(batch), batch, SIZE, Optional.empty()));
        WorkloadMix mix = new WorkloadMix(0.3, 0.5, Duration.ofMinutes(1));

        List<Step> steps = Workload.steps(arrivals, mix, 1).toList();

        assertThat(steps.stream().filter(Step.Stop.class::isInstance).count()).isBetween(5_800L, 6_200L);
        assertThat(steps.stream().filter(Step.Start.class::isInstance).count()).isBetween(2_850L, 3_150L);
    }

    @Test
    void stepsStayWithinTheSpanOfTheMix() {
        Stream<Arrival> arrivals = Stream.of(arrival(100, 0, 1_000_000));

        assertThat(Workload.steps(arrivals, BUSY, 1)
                        .filter(each -> each instanceof Step.Stop || each instanceof Step.Start))
                .isNotEmpty()
                .allSatisfy(each -> assertThat(each.at()).isBetween(seconds(100), seconds(700)));
    }

    @Test
    void sameSeedGivesTheSameStepsAndAnotherOthers() {
        assertThat(busy(3)).isEqualTo(busy(3));
        assertThat(busy(3)).isNotEqualTo(busy(4));
    }

    @Test
    void stoppingChangesNeitherCreationsNorDeletions() {
        Stream<Arrival> arrivals = ArrivalModel.azure2017(1).arrivals(Duration.ofMinutes(20));
        List<Step> plain = Workload.steps(arrivals, WorkloadMix.NONE, 9).toList();

        assertThat(busy(9).stream().filter(each -> each instanceof Step.Create || each instanceof Step.Delete))
                .containsExactlyElementsOf(plain);
    }

    @Test
    void followsArrivalsThatNeverEnd() {
        Stream<Step> steps = Workload.steps(ArrivalModel.azure2017(1).arrivals(), BUSY, 1);

        assertThat(steps.limit(50_000)).hasSize(50_000);
    }

    @Test
    void refusesArrivalsOutOfOrder() {
        Stream<Step> steps = Workload.steps(Stream.of(arrival(2, 0, 1), arrival(1, 1, 1)), WorkloadMix.NONE, 1);

        assertThatThrownBy(steps::toList)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("arrivals must be in order of time: PT1S came after PT2S");
    }

    @Test
    void closesTheArrivals() {
        AtomicBoolean closed = new AtomicBoolean();

        Workload.steps(Stream.<Arrival>of().onClose(() -> closed.set(true)), WorkloadMix.NONE, 1)
                .close();

        assertThat(closed).isTrue();
    }

    @Test
    void refusesAMixThatCannotBe() {
        assertThatThrownBy(() -> new WorkloadMix(-1, 0, Duration.ofHours(1)))
                .hasMessage("stops must be from 0 to 100, was -1.0");
        assertThatThrownBy(() -> new WorkloadMix(Double.NaN, 0, Duration.ofHours(1)))
                .hasMessage("stops must be from 0 to 100, was NaN");
        assertThatThrownBy(() -> new WorkloadMix(1, 1.1, Duration.ofHours(1)))
                .hasMessage("startsAgain must be from 0 to 1, was 1.1");
        assertThatThrownBy(() -> new WorkloadMix(1, 1, Duration.ZERO))
                .hasMessage("span must be more than zero, was PT0S");
    }

    private static List<Step> busy(long seed) {
        return Workload.steps(ArrivalModel.azure2017(1).arrivals(Duration.ofMinutes(20)), BUSY, seed)
                .toList();
    }

    private static String letter(Step step) {
        return switch (step) {
            case Step.Create _ -> "C";
            case Step.Stop _ -> "S";
            case Step.Start _ -> "R";
            case Step.Delete _ -> "D";
        };
    }

    private static Arrival arrival(long atSeconds, long batch, long lifetimeSeconds) {
        return new Arrival(
                Duration.ofSeconds(atSeconds), batch, SIZE, Optional.of(Duration.ofSeconds(lifetimeSeconds)));
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }
}
