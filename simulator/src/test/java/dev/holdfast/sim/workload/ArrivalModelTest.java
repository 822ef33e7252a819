package dev.holdfast.sim.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

class ArrivalModelTest {
    private static final int WINDOWS = 10;

    @Test
    void modelHasTheStatedFiguresOfTheTrace() {
        assertThat(AzureObserved.misses(model(1))).isEmpty();
    }

    @Test
    void modelLooksLikeTheTraceItself(TestReporter reporter) {
        Optional<String> file = Optional.ofNullable(System.getenv("HOLDFAST_TRACE"));
        if (file.isEmpty()) {
            String notice = "HOLDFAST_TRACE is not set: the model was not compared with the trace";
            reporter.publishEntry(notice);
            // Maven drops report entries, and a comparison that was not made must not pass in silence.
            System.out.println(notice);
            return;
        }
        ArrivalTrace trace = new ArrivalTrace(Path.of(file.get()), TraceWindow.ALL, 1);
        try (Stream<Arrival> arrivals = trace.arrivals()) {
            Map<String, Double> counted = ArrivalSummary.of(arrivals);
            assertThat(AzureObserved.misquotes(counted)).isEmpty();
            assertThat(AzureObserved.misses(model(2), counted)).isEmpty();
        }
    }

    @Test
    void comparisonNoticesArrivalsThatComeTooFast() {
        Stream<Arrival> hurried = ArrivalModel.azure2017(1)
                .arrivals(ArrivalSummary.WINDOW.multipliedBy(5).dividedBy(4))
                .map(each -> each.speededUp(1.25));

        assertThat(AzureObserved.misses(ArrivalSummary.of(hurried)))
                .anyMatch(each -> each.startsWith("batches per bin, mean: 6"))
                .anyMatch(each -> each.startsWith("instances per bin, p50"))
                .anyMatch(each -> each.startsWith("lifetime in s, p50"));
    }

    @Test
    void sameSeedGivesTheSameArrivals() {
        ArrivalModel model = ArrivalModel.azure2017(7);

        List<Arrival> first = model.arrivals(Duration.ofHours(6)).toList();

        assertThat(first).hasSizeGreaterThan(5_000);
        assertThat(model.arrivals(Duration.ofHours(6))).isEqualTo(first);
        assertThat(ArrivalModel.azure2017(7).arrivals(Duration.ofHours(6))).isEqualTo(first);
    }

    @Test
    void anotherSeedGivesOtherArrivals() {
        List<Arrival> seven = ArrivalModel.azure2017(7).arrivals().limit(1_000).toList();
        List<Arrival> eight = ArrivalModel.azure2017(8).arrivals().limit(1_000).toList();

        assertThat(seven).doesNotContainAnyElementsOf(eight);
    }

    /** A seed that is written down somewhere must mean the same on another machine, JVM and day. */
    @Test
    void arrivalsOfASeedStayWhatTheyAre() {
        List<Arrival> arrivals =
                ArrivalModel.azure2017(42).arrivals().limit(100_001).toList();

        assertThat(Stream.of(0, 1_000, 100_000).map(arrivals::get))
                .containsExactly(
                        new Arrival(Duration.parse("PT3.763S"), 0, Arrival.sized(2, 3_584), lived("PT47M47.601S")),
                        new Arrival(
                                Duration.parse("PT20M46.359S"), 218, Arrival.sized(1, 1_792), lived("PT14M50.639S")),
                        new Arrival(
                                Duration.parse("PT34H45M42.007S"),
                                21_081,
                                Arrival.sized(1, 1_792),
                                lived("PT53M56.004S")));
    }

    @Test
    void arrivalsComeInOrderAndBatchesTogether() {
        List<Arrival> arrivals =
                ArrivalModel.azure2017(3).arrivals(Duration.ofHours(12)).toList();

        for (int i = 1; i < arrivals.size(); i++) {
            Arrival before = arrivals.get(i - 1);
            Arrival each = arrivals.get(i);
            assertThat(each.at()).isGreaterThanOrEqualTo(before.at());
            assertThat(each.batch()).isBetween(before.batch(), before.batch() + 1);
            if (each.batch() == before.batch()) {
                assertThat(each.at()).isEqualTo(before.at());
            }
        }
    }

    @Test
    void everySizeOfTheTraceAsksForDiskAndNoGpu() {
        assertThat(ArrivalModel.azure2017(3).arrivals().limit(10_000)).allSatisfy(each -> {
            assertThat(each.size().diskGib()).isEqualTo(30);
            assertThat(each.size().gpus()).isZero();
            assertThat(each.size().cores()).isBetween(1, 16);
            assertThat(each.size().memoryMib()).isBetween(768L, 114_688L);
        });
    }

    private static Optional<Duration> lived(String duration) {
        return Optional.of(Duration.parse(duration));
    }

    /** The mean over windows, so that one large batch that lives long does not decide. */
    private static Map<String, Double> model(long firstSeed) {
        return ArrivalSummary.mean(LongStream.range(firstSeed, firstSeed + WINDOWS)
                .mapToObj(seed -> ArrivalSummary.of(ArrivalModel.azure2017(seed).arrivals(ArrivalSummary.WINDOW)))
                .toList());
    }
}
