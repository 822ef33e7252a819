package dev.holdfast.node.log.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.connection.ClosedConnectionException;
import dev.holdfast.core.log.StoreAnswer;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class StoreFailuresTest {
    @Test
    void aFailureIsToldWithTheFirstOfItsCauses() {
        assertThat(StoreFailures.answer(new CompletionException(new ClosedConnectionException(
                        "Unexpected error on channel", new IOException("Connection reset by peer")))))
                .isEqualTo(new StoreAnswer.Unknown("ClosedConnectionException: Unexpected error on channel, because of"
                        + " IOException: Connection reset by peer"));
    }

    @Test
    void aFailureWithoutACauseIsToldOnce() {
        assertThat(StoreFailures.answer(new IllegalStateException("closed")))
                .isEqualTo(new StoreAnswer.Unknown("IllegalStateException: closed"));
    }
}
