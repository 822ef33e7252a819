package dev.holdfast.node.edge;

import dev.holdfast.core.shared.ErrorCode;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers a unary call with what comes of a future. */
public final class Unary {
    private static final Logger LOG = LoggerFactory.getLogger(Unary.class);

    private Unary() {}

    /**
     * @param named whether the request can be sent again under the id that it has
     * @param work begins it; what it throws is answered too
     */
    public static <T> void answer(StreamObserver<T> caller, boolean named, Supplier<CompletionStage<T>> work) {
        CompletionStage<T> answer;
        try {
            answer = work.get();
        } catch (RuntimeException failure) {
            caller.onError(statusOf(failure, named));
            return;
        }
        var _ = answer.whenComplete((value, failure) -> {
            if (failure == null) {
                caller.onNext(value);
                caller.onCompleted();
            } else {
                caller.onError(statusOf(failure, named));
            }
        });
    }

    /** What a caller is told of a failure, of whatever kind. */
    public static StatusRuntimeException statusOf(Throwable failure, boolean named) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return switch (cause) {
            case Refusal refusal ->
                named
                        ? StatusMapping.of(refusal.code(), refusal.sentence(), refusal.resource())
                        : StatusMapping.ofUnnamed(refusal.code(), refusal.sentence(), refusal.resource());
            case StatusRuntimeException ready -> ready;
            case TimeoutException _ -> {
                String late = "no answer came in time";
                yield named
                        ? StatusMapping.of(ErrorCode.DEADLINE_EXCEEDED, late, "")
                        : StatusMapping.ofUnnamed(ErrorCode.DEADLINE_EXCEEDED, late, "");
            }
            case CancellationException _ ->
                Status.CANCELLED.withDescription("nobody waits any more").asRuntimeException();
            default -> {
                LOG.atError().setCause(cause).log("A call failed for a reason that nobody foresaw.");
                String defect = "a defect: " + cause;
                yield named
                        ? StatusMapping.of(ErrorCode.INTERNAL, defect, "")
                        : StatusMapping.ofUnnamed(ErrorCode.INTERNAL, defect, "");
            }
        };
    }
}
