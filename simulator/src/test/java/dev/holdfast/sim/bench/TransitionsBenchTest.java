package dev.holdfast.sim.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class TransitionsBenchTest {
    @TempDir
    private Path folder;

    /** Says nothing of speed: the rounds are far too short. */
    @Test
    @Timeout(480)
    void measuresBothSidesInEachRound() throws InterruptedException {
        List<String> progress = new ArrayList<>();
        TransitionsBench.Load load = new TransitionsBench.Load(32, 8, new Rounds(2, Duration.ofMillis(250)));

        BenchReport report = TransitionsBench.run(folder.resolve("log"), load, progress::add);

        assertThat(report.value("transitions_per_s")).isPositive();
        assertThat(report.value("ceiling_per_s")).isPositive();
        assertThat(report.value("ratio"))
                .isCloseTo(report.value("transitions_per_s") / report.value("ceiling_per_s"), within(1e-9));
        assertThat(report.json())
                .matches("\\{\"transitions_per_s\":[\\d.]+,\"ceiling_per_s\":[\\d.]+,\"ratio\":[\\d.]+}");
        assertThat(progress).anyMatch(each -> each.startsWith("round 2 of 2: bench-ours "));
    }

    @Test
    void refusesALoadThatIsNone() {
        Rounds rounds = new Rounds(1, Duration.ofSeconds(1));
        assertThatThrownBy(() -> new TransitionsBench.Load(0, 8, rounds))
                .hasMessage("instances must be at least 1, was 0");
        assertThatThrownBy(() -> new TransitionsBench.Load(8, 0, rounds))
                .hasMessage("in-flight must be at least 1, was 0");
        assertThatThrownBy(() -> new Rounds(0, Duration.ofSeconds(1))).hasMessage("rounds must be at least 1, was 0");
        assertThatThrownBy(() -> new Rounds(1, Duration.ZERO)).hasMessage("round in ms must be at least 1, was 0");
    }
}
