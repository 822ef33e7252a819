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
 * counted by themselves, so that those who wait for capacity never keep others from freeing it. Sessions are not
 * counted, and neither is whoever asks for the node's health.
 */
final class LoadInterceptor implements ServerInterceptor {
    private static final String HEALTH = HealthGrpc.SERVICE_NAME;
    private static final String WAITING =
            OperationsGrpc.getWaitOperationMethod().getFullMethodName();

    private final int callsAtMost;
    private final AtomicInteger working = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();

    LoadInterceptor(int callsAtMost) {
        this.callsAtMost = callsAtMost;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        MethodDescriptor<Q, A> method = call.getMethodDescriptor();
        if (method.getType() != MethodDescriptor.MethodType.UNARY || HEALTH.equals(method.getServiceName())) {
            return next.startCall(call, headers);
        }
        AtomicInteger running = method.getFullMethodName().equals(WAITING) ? waiting : working;
        if (running.incrementAndGet() > callsAtMost) {
            running.decrementAndGet();
            StatusRuntimeException busy =
                    StatusMapping.of(ErrorCode.OVERLOADED, callsAtMost + " calls are running on this node", "");
            call.close(busy.getStatus(), busy.getTrailers() == null ? new Metadata() : busy.getTrailers());
            return new ServerCall.Listener<>() {};
        }
        AtomicBoolean over = new AtomicBoolean();
        Runnable end = () -> {
            if (over.compareAndSet(false, true)) {
                running.decrementAndGet();
            }
        };
        ServerCall<Q, A> counted = new ForwardingServerCall.SimpleForwardingServerCall<>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
                end.run();
                super.close(status, trailers);
            }
        };
        return new ForwardingServerCallListener.SimpleForwardingServerCallListener<>(next.startCall(counted, headers)) {
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
