package dev.holdfast.node.edge;

import dev.holdfast.node.telemetry.CallFigures;
import io.grpc.ForwardingServerCall;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** Outermost: tells how long each unary call took and what came of it, and how many streams there are. */
final class CallsInterceptor implements ServerInterceptor {
    private final CallFigures figures;

    CallsInterceptor(CallFigures figures) {
        this.figures = figures;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        MethodDescriptor<Q, A> method = call.getMethodDescriptor();
        boolean unary = method.getType() == MethodDescriptor.MethodType.UNARY;
        Course course = new Course(figures, method.getFullMethodName(), unary, System.nanoTime());
        if (!unary) {
            figures.streamBegan(method.getFullMethodName());
        }
        ServerCall<Q, A> watched = new ForwardingServerCall.SimpleForwardingServerCall<>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
                course.end(status.getCode());
                super.close(status, trailers);
            }
        };
        return new ForwardingServerCallListener.SimpleForwardingServerCallListener<>(next.startCall(watched, headers)) {
            @Override
            public void onCancel() {
                course.end(Status.Code.CANCELLED);
                super.onCancel();
            }
        };
    }

    /** One call, told once. */
    private record Course(CallFigures figures, String method, boolean unary, long began, AtomicBoolean over) {
        private Course(CallFigures figures, String method, boolean unary, long began) {
            this(figures, method, unary, began, new AtomicBoolean());
        }

        private void end(Status.Code code) {
            if (!over.compareAndSet(false, true)) {
                return;
            }
            if (unary) {
                figures.ended(method, code.name(), Duration.ofNanos(System.nanoTime() - began));
            } else {
                figures.streamEnded(method);
            }
        }
    }
}
