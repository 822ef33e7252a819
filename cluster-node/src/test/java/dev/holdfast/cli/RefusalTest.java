package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

class RefusalTest {
    @Test
    void aConnectionThatBreaksUnderARequestIsPassingWhateverTheTransportCallsIt() {
        Refusal refusal =
                refusal(Status.UNKNOWN.withDescription("channel closed").withCause(new ClosedChannelException()));

        assertThat(refusal.passing()).isTrue();
        assertThat(refusal.definite()).as("it may have arrived").isFalse();
        assertThat(refusal.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(refusal.failure("create instance web-1").line())
                .isEqualTo("create instance web-1: channel closed (UNAVAILABLE)");
    }

    @Test
    void aConnectionThatNeverCameAboutSentNothing() {
        Refusal refusal = refusal(
                Status.UNAVAILABLE.withDescription("io exception").withCause(new IOException(new ConnectException())));

        assertThat(refusal.unreached()).isTrue();
        assertThat(refusal.definite()).isTrue();
    }

    @Test
    void aServersUnknownIsNotPassing() {
        assertThat(refusal(Status.UNKNOWN).passing()).isFalse();
        assertThat(refusal(Status.UNKNOWN.withCause(new IllegalStateException()))
                        .passing())
                .isFalse();
    }

    private static Refusal refusal(Status status) {
        return Refusal.of(status.asRuntimeException());
    }
}
