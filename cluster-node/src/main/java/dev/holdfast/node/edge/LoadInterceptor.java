package dev.holdfast.node.edge;

import com.google.longrunning.OperationsGrpc;
import dev.holdfast.core.shared.ErrorCode;
import io.grpc.ForwardingServerCall;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthGrpc;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Takes at most so many unary calls at once; the others are told at once to come back. Calls that mostly wait are
 * counted by themselves, so that those who wait for capacity never keep others from freeing it, and so are watches,
 * which last. Sessions are not counted, and neither is whoever asks for the node's health.
 */
final class LoadInterceptor implements ServerInterceptor {
    private static final String HEALTH = HealthGrpc.SERVICE_NAME;
    private static final String WAITING =
            OperationsGrpc.getWaitOperationMethod().getFullMethodName();

    private final int callsAtMost;
    private final int watchesAtMost;
    private final AtomicInteger working = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger watching = new AtomicInteger();

    LoadInterceptor(int callsAtMost, int watchesAtMost) {
        this.callsAtMost = callsAtMost;
        this.watchesAtMost = watchesAtMost;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        MethodDescriptor<Q, A> method = call.getMethodDescriptor();
        boolean watch = method.getType() == MethodDescriptor.MethodType.SERVER_STREAMING;
        boolean counted = watch || method.getType() == MethodDescriptor.MethodType.UNARY;
        if (!counted || HEALTH.equals(method.getServiceName())) {
            return next.startCall(call, headers);
        }
        AtomicInteger running = watch ? watching : method.getFullMethodName().equals(WAITING) ? waiting : working;
        if (running.incrementAndGet() > (watch ? watchesAtMost : callsAtMost)) {
            running.decrementAndGet();
            StatusRuntimeException busy = StatusMapping.of(
                    ErrorCode.OVERLOADED,
                    watch
                            ? watchesAtMost + " watches are open on this node"
                            : callsAtMost + " calls are running on this node",
                    "");
            call.close(busy.getStatus(), busy.getTrailers() == null ? new Metadata() : busy.getTrailers());
            return new ServerCall.Listener<>() {};
        }
        AtomicBoolean over = new AtomicBoolean();
        Runnable end = () -> {
            if (over.compareAndSet(false, true)) {
                running.decrementAndGet();
            }
        };
        ServerCall<Q, A> ending = new ForwardingServerCall.SimpleForwardingServerCall<>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
                end.run();
                super.close(status, trailers);
            }
        };
        return new ForwardingServerCallListener.SimpleForwardingServerCallListener<>(next.startCall(ending, headers)) {
            @Override
            public void onHalfClose() {
                try {
                    super.onHalfClose();
                } catch (RuntimeException | Error broken) {
                    // The service has not ended its call, and not every transport says that it was dropped.
                    end.run();
                    throw broken;
                }
            }

            @Override
            public void onCancel() {
                end.run();
                super.onCancel();
            }
        };
    }
}
