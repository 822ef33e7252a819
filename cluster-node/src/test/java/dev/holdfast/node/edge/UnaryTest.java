package dev.holdfast.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.holdfast.core.shared.ErrorCode;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class UnaryTest {
    private final Refusal unknown = new Refusal(ErrorCode.OUTCOME_UNKNOWN, "who knows", "hosts/h");

    @Test
    void aValueEndsTheCallWell() {
        CompletableFuture<String> work = new CompletableFuture<>();
        Caller caller = new Caller();
        Unary.answer(caller, true, () -> work);
        assertThat(caller.heard).isEmpty();
        work.complete("done");
        assertThat(caller.heard).containsExactly("done", "completed");
    }

    @Test
    void aRefusalIsFoundHoweverDeepItIsWrapped() {
        StatusRuntimeException told = told(true, failed(new CompletionException(new CompletionException(unknown))));
        assertThat(told.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(told.getStatus().getDescription()).isEqualTo("who knows");
        assertThat(info(told).getReason()).isEqualTo("OUTCOME_UNKNOWN");
    }

    @Test
    void aRefusalThatIsThrownBeforeThereIsAFutureIsAnsweredToo() {
        StatusRuntimeException told = told(true, () -> {
            throw new Refusal(ErrorCode.NOT_FOUND, "no such region", "regions/east");
        });
        assertThat(told.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    }

    @Test
    void aStatusThatIsReadyIsPassedOnAsItIs() {
        StatusRuntimeException ready = StatusMapping.of(ErrorCode.BUSY, "another", "hosts/h");
        assertThat(told(true, failed(ready))).isSameAs(ready);
    }

    @Test
    void whatComesTooLateIsADeadlineAndNobodyKnowsTheOutcome() {
        StatusRuntimeException told = told(true, failed(new TimeoutException("ask")));
        assertThat(told.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(info(told).getMetadataMap()).containsEntry("definite", "false");
    }

    @Test
    void whatNobodyForesawIsADefectAndSaysWhat() {
        StatusRuntimeException told = told(true, failed(new IllegalStateException("two answers")));
        assertThat(told.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
        assertThat(told.getStatus().getDescription()).contains("two answers");
        assertThat(info(told).getReason()).isEqualTo("INTERNAL");
    }

    @Test
    void onlyUnderARequestIdMayARequestOfUnknownOutcomeBeSentAgain() {
        for (Throwable failure : List.of(unknown, new TimeoutException("ask"), new IllegalStateException("a defect"))) {
            assertThat(info(told(true, failed(failure))).getMetadataMap())
                    .as("with a request id: %s", failure)
                    .containsEntry("retry_safe", "true");
            assertThat(info(told(false, failed(failure))).getMetadataMap())
                    .as("without a request id: %s", failure)
                    .containsEntry("retry_safe", "false");
        }
    }

    private static Supplier<CompletionStage<String>> failed(Throwable failure) {
        return () -> CompletableFuture.failedFuture(failure);
    }

    private static StatusRuntimeException told(boolean named, Supplier<CompletionStage<String>> work) {
        Caller caller = new Caller();
        Unary.answer(caller, named, work);
        assertThat(caller.heard).hasSize(1);
        return (StatusRuntimeException) caller.heard.getFirst();
    }

    private static ErrorInfo info(StatusRuntimeException told) {
        try {
            return Optional.ofNullable(StatusProto.fromThrowable(told))
                    .orElseThrow()
                    .getDetails(0)
                    .unpack(ErrorInfo.class);
        } catch (InvalidProtocolBufferException broken) {
            throw new AssertionError(broken);
        }
    }

    /** Whoever waits for the answer of a call. */
    private static final class Caller implements StreamObserver<String> {
        private final List<Object> heard = new ArrayList<>();

        @Override
        public void onNext(String value) {
            heard.add(value);
        }

        @Override
        public void onError(Throwable failure) {
            heard.add(failure);
        }

        @Override
        public void onCompleted() {
            heard.add("completed");
        }
    }
}
