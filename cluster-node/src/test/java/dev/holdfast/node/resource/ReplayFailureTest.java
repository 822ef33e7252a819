package dev.holdfast.node.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.node.log.LogUnavailableException;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.pattern.CircuitBreakerOpenException;
import org.junit.jupiter.api.Test;

class ReplayFailureTest {
    @Test
    void whatTheStoreOrTheBreakerCouldNotAnswerNowPasses() {
        assertThat(ReplayFailure.passes(within(new LogUnavailableException("no node of Cassandra is connected"))))
                .isTrue();
        assertThat(ReplayFailure.passes(within(new TimeoutException("Circuit Breaker Timed out."))))
                .isTrue();
        assertThat(ReplayFailure.passes(within(new CircuitBreakerOpenException(
                        scala.concurrent.duration.FiniteDuration.apply(1, "s"), "Circuit Breaker is open"))))
                .isTrue();
    }

    @Test
    void whatTheEventsThemselvesAreDoesNotPass() {
        assertThat(ReplayFailure.passes(within(new IllegalStateException("no such event type"))))
                .isFalse();
        assertThat(ReplayFailure.passes(within(new IllegalArgumentException()))).isFalse();
    }

    /** As Pekko hands it over. */
    private static Throwable within(Throwable cause) {
        return new IllegalStateException("Exception during recovery.", new RuntimeException(cause));
    }
}
