package dev.holdfast.sim.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class OpenLoopTest {
    private static final Rounds SHORT = new Rounds(1, Duration.ofMillis(200));

    /** A server that answers nothing until the tenth call has come: the first nine have waited for it. */
    @Test
    @Timeout(60)
    void whatWaitedBecauseTheServerStoodStillIsCountedAsSlow() throws InterruptedException {
        List<CompletableFuture<Void>> held = new ArrayList<>();

        Latencies latencies = OpenLoop.at(50, SHORT, () -> {
            CompletableFuture<Void> answer = new CompletableFuture<>();
            held.add(answer);
            if (held.size() >= 10) {
                held.forEach(each -> each.complete(null));
            }
            return answer;
        });

        assertThat(latencies.count()).isBetween(9L, 10L);
        assertThat(latencies.maxMillis())
                .as("the first counted waited seven intervals of 20 ms")
                .isGreaterThan(100);
    }

    @Test
    @Timeout(60)
    void howeverSlowTheRateOneCallAtLeastCounts() throws InterruptedException {
        assertThat(OpenLoop.at(2.5, SHORT, () -> CompletableFuture.completedFuture("done"))
                        .count())
                .isPositive();
    }

    @Test
    @Timeout(60)
    void aCallThatFailsEndsTheBench() {
        assertThatThrownBy(() -> OpenLoop.at(
                        100, SHORT, () -> CompletableFuture.failedFuture(new IllegalStateException("refused"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("refused");
    }

    @Test
    void refusesARateThatIsNone() {
        assertThatThrownBy(() -> OpenLoop.at(0, SHORT, () -> CompletableFuture.completedFuture("done")))
                .hasMessage("a rate must be more than zero, was 0.0");
    }
}
