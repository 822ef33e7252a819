package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.v1.CreateInstanceRequest;
import dev.holdfast.v1.InstanceState;
import dev.holdfast.v1.StopInstanceRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RepeatTest {
    private final FakeNode node = new FakeNode();

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void repeatsUnderTheSameRequestIdAndSaysSoOnce() {
        refuseFirst(3, FakeNode.refuse(ErrorCode.OUTCOME_UNKNOWN, Status.Code.UNAVAILABLE, "the owner went away"));

        CommandRun.Seen seen = CommandRun.against(node).run("instance", "create", "web-1", "-o", "name");

        assertThat(seen.exit()).isZero();
        assertThat(seen.out()).isEqualTo("web-1\n");
        assertThat(node.asked(CreateInstanceRequest.class)).hasSize(4);
        assertThat(node.asked(CreateInstanceRequest.class))
                .extracting(CreateInstanceRequest::getRequestId)
                .containsOnly(node.asked(CreateInstanceRequest.class).getFirst().getRequestId());
        assertThat(seen.errLines())
                .containsExactly(
                        "holdfast: create instance web-1: the owner went away (OUTCOME_UNKNOWN): sending it again"
                                + " under the same request id until it is answered or time is up");
    }

    @Test
    void repeatsAfterTheTransportBroke() {
        refuseFirst(1, new StatusRuntimeException(Status.UNAVAILABLE.withDescription("io exception")));

        assertThat(CommandRun.against(node).run("instance", "create", "web-1").exit())
                .isZero();
        assertThat(node.asked(CreateInstanceRequest.class)).hasSize(2);
    }

    @Test
    void drawsAFreshRequestIdForEachCommand() {
        CommandRun.against(node).run("instance", "create", "web-1");
        CommandRun.against(node).run("instance", "create", "web-2");

        assertThat(node.asked(CreateInstanceRequest.class))
                .extracting(request -> UUID.fromString(request.getRequestId()))
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void doesNotRepeatWhatWasRefusedForGood() {
        refuseFirst(1, FakeNode.refuse(ErrorCode.BUSY, Status.Code.ABORTED, "create runs"));

        assertThat(CommandRun.against(node).run("instance", "create", "web-1").exit())
                .isEqualTo(4);
        assertThat(node.asked(CreateInstanceRequest.class)).hasSize(1);
    }

    @Test
    void saysHowToFindOutWhatMayHaveHappened() {
        refuseFirst(1000, FakeNode.refuse(ErrorCode.OUTCOME_UNKNOWN, Status.Code.UNAVAILABLE, "the owner went away"));

        CommandRun.Seen seen = CommandRun.against(node)
                .run("instance", "create", "web-1", "--request-id", "mine", "--timeout", "300ms");

        assertThat(seen.exit()).isEqualTo(5);
        assertThat(seen.errLines().getLast())
                .isEqualTo("holdfast: what was not acknowledged may still have happened; the same command with"
                        + " --request-id mine does the rest and nothing twice");
    }

    @Test
    void passesEtagRequestIdAndDryRunOn() {
        node.withInstance("web-1", InstanceState.INSTANCE_STATE_RUNNING);

        CommandRun.Seen seen = CommandRun.against(node)
                .run("instance", "stop", "web-1", "--etag", "e7", "--request-id", "r1", "--dry-run", "--wait");

        assertThat(seen.exit()).isZero();
        assertThat(seen.err()).contains("dry run: it would be accepted; nothing was changed");
        StopInstanceRequest sent = node.asked(StopInstanceRequest.class).getFirst();
        assertThat(sent.getEtag()).isEqualTo("e7");
        assertThat(sent.getRequestId()).isEqualTo("r1");
        assertThat(sent.getValidateOnly()).isTrue();
        assertThat(node.asked).hasSize(1);
    }

    private void refuseFirst(int times, StatusRuntimeException refusal) {
        AtomicInteger left = new AtomicInteger(times);
        node.refusal = (Message request) -> request instanceof CreateInstanceRequest && left.getAndDecrement() > 0
                ? Optional.of(refusal)
                : Optional.empty();
    }
}
