package dev.holdfast.sim.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LogBenchTest {
    private static final Rounds SHORT = new Rounds(1, Duration.ofMillis(300));
    private static final TakeOver SMALL = new TakeOver(100, 16, 1);

    @TempDir
    private Path folder;

    /** Says nothing of speed: the turns are far too short. */
    @Test
    @Tag("nightly")
    @Timeout(480)
    void measuresEverySideOnOneCassandraAndLeavesNothingOfIt() throws InterruptedException {
        List<String> progress = new ArrayList<>();
        Path cassandra = folder.resolve("cassandra");

        BenchReport report = LogBench.run(
                new BenchCassandra.Place(Optional.empty(), "datacenter1", Optional.empty(), 512),
                cassandra,
                new LogBench.Load(64, 32, 8, 1, 256, SHORT, SMALL),
                progress::add);

        assertThat(report.json())
                .matches(
                        "\\{\"ours_per_s\":N,\"entities_per_s\":N,\"raw_per_s\":N,\"stock_per_s\":N,\"ratio_raw\":N,\"ratio_stock\":N,"
                                .concat(
                                        "\"ours_per_s_8\":N,\"entities_per_s_8\":N,\"raw_per_s_8\":N,\"stock_per_s_8\":N,")
                                .concat(
                                        "\"ratio_raw_8\":N,\"ratio_stock_8\":N,\"shard_instances\":100,\"shard_events\":N,")
                                .concat("\"take_over_ms\":N,\"stock_replay_ms\":N,\"take_over_ratio\":N}")
                                .replace("N", "[\\d.]+"));
        assertThat(report.figures()).allMatch(figure -> figure.value() > 0);
        assertThat(report.value("ratio_raw"))
                .isCloseTo(report.value("ours_per_s") / report.value("raw_per_s"), within(1e-9));
        assertThat(report.value("ratio_stock"))
                .isCloseTo(report.value("entities_per_s") / report.value("stock_per_s"), within(1e-9));
        assertThat(report.value("take_over_ratio"))
                .isCloseTo(report.value("stock_replay_ms") / report.value("take_over_ms"), within(1e-9));
        // Created, placed, claimed, running: nothing that runs has fewer.
        assertThat(report.value("shard_events")).isGreaterThanOrEqualTo(400);
        assertThat(progress)
                .anyMatch(each -> each.matches("round 1 of 1: ours .*, bench-entities .*, raw .*, bench-stock .*"));
        assertThat(cassandra).doesNotExist();
    }

    @Test
    void refusesALoadThatIsNone() {
        assertThatThrownBy(() -> new LogBench.Load(0, 1, 1, 0, 1, SHORT, SMALL))
                .hasMessage("instances must be at least 1, was 0");
        assertThatThrownBy(() -> new LogBench.Load(8, 9, 1, 0, 1, SHORT, SMALL))
                .hasMessage("in-flight must be at most instances, which is 8, was 9");
        assertThatThrownBy(() -> new LogBench.Load(8, 4, 5, 0, 1, SHORT, SMALL))
                .hasMessage("fewer-in-flight must be at most in-flight, which is 4, was 5");
        assertThatThrownBy(() -> new LogBench.Load(8, 4, 2, 0, 65_537, SHORT, SMALL))
                .hasMessage("event-bytes must be at most 64 KiB, which is 65536, was 65537");
        assertThatThrownBy(() -> new LogBench.Load(8, 4, 2, -1, 1, SHORT, SMALL))
                .hasMessage("warm-ups must be at least 0, was -1");
        assertThatThrownBy(() -> new TakeOver(0, 1, 1)).hasMessage("shard-instances must be at least 1, was 0");
        assertThatThrownBy(() -> new TakeOver(1, 0, 1)).hasMessage("shard-in-flight must be at least 1, was 0");
    }

    @Test
    void refusesAPlaceThatIsNone() {
        assertThatThrownBy(() -> new BenchCassandra.Place(Optional.of("here"), "dc", Optional.empty(), 512))
                .hasMessage("cassandra must be HOST:PORT, was here");
        assertThatThrownBy(() -> new BenchCassandra.Place(Optional.empty(), "dc", Optional.empty(), 64))
                .hasMessage("heap-mib must be at least 256, was 64");
    }

    @Test
    void aCassandraThatIsNotThereIsSaidOnOneLine() {
        assertThatThrownBy(() -> BenchCassandra.open(
                        new BenchCassandra.Place(Optional.of("127.0.0.1:1"), "datacenter1", Optional.empty(), 512),
                        folder.resolve("cassandra"),
                        _ -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("no Cassandra answers at 127.0.0.1:1: ")
                .hasMessageNotContaining("\n");
        assertThat(Files.exists(folder.resolve("cassandra"))).isFalse();
    }
}
