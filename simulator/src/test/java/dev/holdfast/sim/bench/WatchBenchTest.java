package dev.holdfast.sim.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class WatchBenchTest {
    @TempDir
    private Path folder;

    /** Says nothing of speed: the turns are far too short. */
    @Test
    @Timeout(480)
    void countsAChangeWhenTheLastWatcherWasTold() throws InterruptedException {
        List<String> progress = new ArrayList<>();

        BenchReport report = WatchBench.run(
                folder, new WatchBench.Load(20, 3, 2, new Rounds(1, Duration.ofMillis(200))), progress::add);

        assertThat(report.value("unwatched_per_s")).isPositive();
        assertThat(report.value("told_per_s"))
                .isEqualTo(3 * report.value("seen_per_s"))
                .isPositive();
        assertThat(report.value("seen_p99_ms"))
                .isGreaterThanOrEqualTo(report.value("seen_p50_ms"))
                .isPositive();
        assertThat(report.json()).contains("\"seen_ratio\":");
        assertThat(progress).anyMatch(each -> each.startsWith("round 1 of 1: "));
    }

    @Test
    void refusesMoreInFlightThanThereAreInstances() {
        Rounds rounds = new Rounds(1, Duration.ofSeconds(1));
        assertThatThrownBy(() -> new WatchBench.Load(1, 0, 1, rounds)).hasMessage("watchers must be at least 1, was 0");
        assertThatThrownBy(() -> new WatchBench.Load(5, 1, 6, rounds))
                .hasMessage("in-flight must be at most instances, which is 5, was 6");
    }
}
