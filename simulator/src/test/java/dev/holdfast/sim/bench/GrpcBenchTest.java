package dev.holdfast.sim.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class GrpcBenchTest {
    private static final Set<GrpcBench.Kind> ALL = EnumSet.allOf(GrpcBench.Kind.class);

    @TempDir
    private Path folder;

    /** Says nothing of speed: the turns are far too short. */
    @Test
    @Timeout(480)
    void measuresEachKindOfCallBesideTheEcho() throws InterruptedException {
        List<String> progress = new ArrayList<>();

        BenchReport report = GrpcBench.run(
                folder,
                new GrpcBench.Load(400, 12, 2, 4, 0, new Rounds(1, Duration.ofMillis(100)), ALL),
                progress::add);

        assertThat(report.value("echo_per_s")).isPositive();
        assertThat(report.value("get_ratio")).isPositive();
        assertThat(report.value("stop_ratio")).isPositive();
        assertThat(report.value("create_running_ratio")).isPositive();
        assertThat(report.value("create_running_p99_ms"))
                .isGreaterThanOrEqualTo(report.value("create_running_p50_ms"))
                .isPositive();
        assertThat(report.json())
                .contains("\"echo_per_s\":", "\"get_ratio\":", "\"stop_ratio\":", "\"create_running_ratio\":");
        assertThat(progress).anyMatch(each -> each.startsWith("stop 1 of 1: "));
    }

    @Test
    void refusesALoadThatIsNone() {
        Rounds rounds = new Rounds(1, Duration.ofSeconds(1));
        assertThatThrownBy(() -> new GrpcBench.Load(1, 0, 1, 1, 0, rounds, ALL))
                .hasMessage("hosts must be at least 1, was 0");
        assertThatThrownBy(() -> new GrpcBench.Load(1, 1, 1, 0, 0, rounds, ALL))
                .hasMessage("creating must be at least 1, was 0");
    }
}
