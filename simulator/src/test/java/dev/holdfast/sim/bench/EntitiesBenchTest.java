package dev.holdfast.sim.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Memory and recovery with sizes at which their figures mean nothing but that they were measured. */
class EntitiesBenchTest {
    @TempDir
    private Path folder;

    @Test
    @Timeout(480)
    void measuresInstancesAwakeAndAsleep() throws InterruptedException {
        BenchReport report = MemoryBench.run(folder.resolve("log"), new MemoryBench.Load(300, 64), _ -> {});

        assertThat(report.value("active_bytes")).isPositive().isLessThan(1 << 20);
        assertThat(report.value("passivated_bytes")).isLessThan(report.value("active_bytes"));
        assertThat(report.json()).contains("\"active_bytes\":", "\"passivated_bytes\":", "\"off_heap_bytes\":");
    }

    @Test
    @Timeout(480)
    void measuresAShardTakenOverAndReplayedOneByOne() throws InterruptedException {
        BenchReport report = RecoveryBench.run(folder.resolve("log"), new RecoveryBench.Load(100, 16), _ -> {});

        assertThat(report.value("events")).isGreaterThanOrEqualTo(300);
        assertThat(report.value("take_over_ms")).isPositive().isLessThanOrEqualTo(report.value("new_node_ms"));
        assertThat(report.value("one_by_one_per_s")).isPositive();
        assertThat(report.json())
                .contains("\"take_over_per_s\":", "\"one_by_one_per_s\":", "\"ratio\":", "\"take_over_ms\":");
    }

    @Test
    void refusesALoadThatIsNone() {
        assertThatThrownBy(() -> new MemoryBench.Load(0, 1)).hasMessage("instances must be at least 1, was 0");
        assertThatThrownBy(() -> new RecoveryBench.Load(1, 0)).hasMessage("in-flight must be at least 1, was 0");
    }
}
