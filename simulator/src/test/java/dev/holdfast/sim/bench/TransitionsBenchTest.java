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
        TransitionsBench.Load load = new TransitionsBench.Load(32, 8, 2, Duration.ofMillis(250));

        TransitionsBench.Result result = TransitionsBench.run(folder.resolve("log"), load, progress::add);

        assertThat(result.ours()).hasSize(2).allMatch(each -> each > 0);
        assertThat(result.ceiling()).hasSize(2).allMatch(each -> each > 0);
        assertThat(result.ratio()).isCloseTo(result.transitionsPerS() / result.ceilingPerS(), within(1e-9));
        assertThat(progress).anyMatch(each -> each.startsWith("round 2 of 2"));
    }

    @Test
    void refusesALoadThatIsNone() {
        assertThatThrownBy(() -> new TransitionsBench.Load(0, 8, 2, Duration.ofSeconds(1)))
                .hasMessage("instances must be at least 1, was 0");
        assertThatThrownBy(() -> new TransitionsBench.Load(8, 0, 2, Duration.ofSeconds(1)))
                .hasMessage("inFlight must be at least 1, was 0");
        assertThatThrownBy(() -> new TransitionsBench.Load(8, 8, 0, Duration.ofSeconds(1)))
                .hasMessage("rounds must be at least 1, was 0");
        assertThatThrownBy(() -> new TransitionsBench.Load(8, 8, 1, Duration.ZERO))
                .hasMessage("round in ms must be at least 1, was 0");
    }
}
