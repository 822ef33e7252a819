package dev.holdfast.sim.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.shared.Quantities;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArrivalTraceTest {
    private static final String[] ROWS = {
        "0,0,0,8,14,300,300,0",
        "1,0,1,1,0.75,3900,7200,0",
        "2,0,1,1,0.75,3900,7200,0",
        "3,300,2,2,3.5,0,0,0",
        "4,900,3,1,1.75,600,600,1",
    };

    @TempDir
    private Path folder;

    @Test
    void readsSizesBatchesAndLifetimes() throws IOException {
        List<Arrival> arrivals = read(trace(ROWS));

        assertThat(arrivals).hasSize(5);
        assertThat(arrivals.stream().filter(each -> each.batch() == 0))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.size()).isEqualTo(new Quantities(8, 14_336, 30, 0));
                    assertThat(each.lifetime()).contains(seconds(300));
                });
        assertThat(arrivals.stream().filter(each -> each.batch() == 1))
                .hasSize(2)
                .allSatisfy(each -> {
                    assertThat(each.size()).isEqualTo(new Quantities(1, 768, 30, 0));
                    assertThat(each.lifetime().orElseThrow()).isBetween(seconds(3_900), seconds(7_200));
                });
    }

    @Test
    void whatWasStillRunningIsNeverDeleted() throws IOException {
        assertThat(read(trace(ROWS)).getLast().lifetime()).isEmpty();
    }

    @Test
    void whatEndedInTheBinOfItsArrivalLivesUpToHalfABin() throws IOException {
        Path file = trace(IntStream.range(0, 200)
                .mapToObj(vm -> vm + ",0," + vm + ",1,1.75,0,0,0")
                .toArray(String[]::new));

        assertThat(read(file))
                .extracting(each -> each.lifetime().orElseThrow())
                .allSatisfy(each -> assertThat(each).isBetween(seconds(1), seconds(150)))
                .anySatisfy(each -> assertThat(each).isLessThan(seconds(20)))
                .anySatisfy(each -> assertThat(each).isGreaterThan(seconds(130)));
    }

    @Test
    void spreadsTheBatchesOfABinOverItsSecondsAndKeepsEachTogether() throws IOException {
        Path file = trace(IntStream.range(0, 400)
                .mapToObj(vm -> vm + ",600," + vm / 2 + ",1,1.75,300,300,0")
                .toArray(String[]::new));

        List<Arrival> arrivals = read(file);

        assertThat(arrivals).extracting(Arrival::at).isSorted();
        assertThat(arrivals.getFirst().at()).isBetween(Duration.ZERO, seconds(10));
        assertThat(arrivals.getLast().at()).isBetween(seconds(290), Duration.ofMillis(299_999));
        assertThat(arrivals.stream().map(Arrival::at).distinct().count()).isGreaterThan(190);
        for (int i = 0; i < arrivals.size(); i += 2) {
            assertThat(arrivals.get(i).batch()).isEqualTo(arrivals.get(i + 1).batch());
            assertThat(arrivals.get(i).at()).isEqualTo(arrivals.get(i + 1).at());
        }
    }

    @Test
    void arrivesInTheBinWhoseEndTheTraceNames() throws IOException {
        assertThat(read(trace(ROWS)))
                .extracting(each -> each.batch() + " in bin " + each.at().toSeconds() / 300)
                .containsExactlyInAnyOrder("0 in bin 0", "1 in bin 0", "1 in bin 0", "2 in bin 1", "3 in bin 3");
    }

    @Test
    void compressedAndPlainAreReadAlike() throws IOException {
        Path compressed = folder.resolve("trace.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
            out.write(text(ROWS).getBytes(StandardCharsets.UTF_8));
        }

        assertThat(read(compressed)).isEqualTo(read(trace(ROWS)));
    }

    @Test
    void sameSeedGivesTheSameArrivalsAndAnotherOthers() throws IOException {
        Path file = trace(ROWS);

        assertThat(read(file, TraceWindow.ALL, 5)).isEqualTo(read(file, TraceWindow.ALL, 5));
        assertThat(read(file, TraceWindow.ALL, 5)).isNotEqualTo(read(file, TraceWindow.ALL, 6));
    }

    @Test
    void aWindowBeginsAtZeroAndChangesNoDraw() throws IOException {
        Path file = trace(ROWS);
        TraceWindow window = new TraceWindow(seconds(300), Optional.of(seconds(600)));
        List<Arrival> all = read(file);

        List<Arrival> part = read(file, window, 1);

        Arrival third = all.get(3);
        assertThat(part)
                .containsExactly(
                        new Arrival(third.at().minusSeconds(300), third.batch(), third.size(), third.lifetime()));
    }

    @Test
    void aWindowMayCutABin() throws IOException {
        Path file = trace(IntStream.range(0, 300)
                .mapToObj(vm -> vm + ",300," + vm + ",1,1.75,300,300,0")
                .toArray(String[]::new));
        TraceWindow window = new TraceWindow(seconds(100), Optional.of(seconds(50)));

        assertThat(read(file, window, 1))
                .hasSizeBetween(30, 70)
                .allSatisfy(each -> assertThat(each.at()).isLessThan(seconds(50)));
    }

    @Test
    void aWindowBehindTheEndIsEmpty() throws IOException {
        assertThat(read(trace(ROWS), new TraceWindow(Duration.ofDays(1), Optional.empty()), 1))
                .isEmpty();
    }

    @Test
    void badLinesBehindTheWindowAreNotRead() throws IOException {
        String[] rows = Arrays.copyOf(ROWS, ROWS.length + 1);
        rows[ROWS.length] = "not a row";
        TraceWindow window = new TraceWindow(Duration.ZERO, Optional.of(seconds(600)));

        assertThat(read(trace(rows), window, 1)).hasSize(4);
        assertRefused(rows, ":7: expected 8 columns");
    }

    @Test
    void refusesAWindowThatCannotBe() {
        assertThatThrownBy(() -> new TraceWindow(seconds(-1), Optional.empty()))
                .hasMessageContaining("from must not be negative");
        assertThatThrownBy(() -> new TraceWindow(Duration.ZERO, Optional.of(Duration.ZERO)))
                .hasMessageContaining("length must be more than zero");
    }

    @Test
    void refusesWithFileLineColumnAndRule() throws IOException {
        assertRow("0,0,0,1,1.75,300,300", ":2: expected 8 columns (" + TraceRow.HEADER + "), found 7");
        assertRow("x,0,0,1,1.75,300,300,0", ":2: vm must be a whole number of at least 0, was 'x'");
        assertRow("0,-300,0,1,1.75,300,300,0", ":2: arrival_s must be a whole number from 0 to 3200000000, was '-300'");
        assertRow(
                "0,301,0,1,1.75,300,300,0", ":2: arrival_s must be a multiple of 300 (the end of its bin), was '301'");
        assertRow("0,0,,1,1.75,300,300,0", ":2: batch must be a whole number of at least 0, was ''");
        assertRow("0,0,0,0,1.75,300,300,0", ":2: vcpu must be a whole number from 1 to 4096, was '0'");
        String memory = ":2: mem_gib must be a number of GiB above 0 and up to 65536 that is a whole number of MiB";
        assertRow("0,0,0,1,0,300,300,0", memory + ", was '0'");
        assertRow("0,0,0,1,1.0001,300,300,0", memory + ", was '1.0001'");
        assertRow("0,0,0,1,NaN,300,300,0", memory + ", was 'NaN'");
        assertRow("0,0,0,1,1e999999999,300,300,0", memory + ", was '1e999999999'");
        assertRow("0,0,0,1,1.75,600,300,0", ":2: lifetime_max_s must be at least lifetime_min_s (600), was '300'");
        assertRow("0,0,0,1,1.75,300,300,2", ":2: censored must be a whole number from 0 to 1, was '2'");
    }

    @Test
    void refusesRowsOutOfOrder() throws IOException {
        assertRefused(
                new String[] {"0,300,0,1,1.75,0,0,0", "1,0,1,1,1.75,0,0,0"},
                ":3: arrival_s must be at least that of the line before (300), was '0'");
        assertRefused(
                new String[] {"0,0,1,1,1.75,0,0,0", "1,0,0,1,1.75,0,0,0"},
                ":3: batch must be at least that of the line before (1), was '0'");
        assertRefused(
                new String[] {"0,0,1,1,1.75,0,0,0", "1,300,1,1,1.75,0,0,0"},
                ":3: arrival_s must be that of the other instances of batch 1 (0), was '300'");
    }

    @Test
    void refusesAnotherHeaderAndAnEmptyFile() throws IOException {
        Path other = Files.writeString(folder.resolve("other.csv"), "vm,arrival_s,batch,vcpu,mem_gib\n0,300,0,2,3.5\n");
        Path empty = Files.createFile(folder.resolve("empty.csv"));

        assertThatThrownBy(() -> read(other))
                .isInstanceOf(TraceException.class)
                .hasMessage(other + ":1: the header must be '" + TraceRow.HEADER
                        + "', was 'vm,arrival_s,batch,vcpu,mem_gib'");
        assertThatThrownBy(() -> read(empty))
                .hasMessage(empty + ":1: the header must be '" + TraceRow.HEADER + "', was ''");
    }

    @Test
    void refusesAFileThatIsAbsentOrBroken() throws IOException {
        Path absent = folder.resolve("absent.csv");
        Path cut = folder.resolve("cut.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(cut))) {
            out.write(text(ROWS).getBytes(StandardCharsets.UTF_8));
        }
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 60));

        assertThatThrownBy(() -> read(absent))
                .isInstanceOf(TraceException.class)
                .hasMessage(absent + ": there is no such file");
        assertThatThrownBy(() -> read(folder))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining("cannot be read");
        assertThatThrownBy(() -> read(cut)).isInstanceOf(TraceException.class).hasMessageContaining("cannot be read");
    }

    @Test
    void boundsWhatItHoldsOfOneBin() throws IOException {
        Path file = trace(IntStream.rangeClosed(0, ArrivalTrace.BIN_BOUND)
                .mapToObj(vm -> vm + ",0," + vm + ",1,1.75,300,300,0")
                .toArray(String[]::new));

        assertThatThrownBy(() -> read(file)).hasMessageContaining("a bin of 300 s must not hold more than 100000 rows");
    }

    private void assertRow(String row, String message) throws IOException {
        assertRefused(new String[] {row}, message);
    }

    private void assertRefused(String[] rows, String message) throws IOException {
        Path file = trace(rows);
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(TraceException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(message);
    }

    private Path trace(String... rows) throws IOException {
        return Files.writeString(folder.resolve("trace.csv"), text(rows));
    }

    private static String text(String... rows) {
        return TraceRow.HEADER + "\n" + String.join("\n", rows) + "\n";
    }

    private static List<Arrival> read(Path file) {
        return read(file, TraceWindow.ALL, 1);
    }

    private static List<Arrival> read(Path file, TraceWindow window, long seed) {
        try (Stream<Arrival> arrivals = new ArrivalTrace(file, window, seed).arrivals()) {
            return arrivals.toList();
        }
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }
}
