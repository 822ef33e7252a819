package dev.holdfast.node.edge;

import com.google.longrunning.OperationsGrpc;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.node.edge.FairShares.Verdict;
import dev.holdfast.node.telemetry.CallFigures;
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
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Takes as many calls at once as the node can run, shared fairly between projects; the others are told at once when to
 * come back. Whose a call is stands in its message, so that it is decided there, before the message is held against its
 * rules; how many calls may be open without a message is bounded apart. Calls that mostly wait are counted by
 * themselves, so that those who wait for capacity never keep others from freeing it, and so are watches, which last.
 * Sessions are not counted, and neither is whoever asks for the node's health.
 */
final class LoadInterceptor implements ServerInterceptor {
    private static final String HEALTH = HealthGrpc.SERVICE_NAME;
    private static final String WAITING =
            OperationsGrpc.getWaitOperationMethod().getFullMethodName();

    /**
     * So many times the calls that run may be open. Most of those beyond are of whoever asks for too much and are about
     * to be told so; the bound is for those who begin calls and say nothing.
     */
    private static final int OPEN_FACTOR = 4;

    private final long openAtMost;
    private final AtomicInteger open = new AtomicInteger();
    private final FairShares working;
    private final FairShares waiting;
    private final FairShares watching;
    private final CallFigures figures;

    /** @param nanoClock as {@link System#nanoTime} */
    LoadInterceptor(EdgeLimits limits, LongSupplier nanoClock, CallFigures figures) {
        this.figures = figures;
        this.openAtMost = OPEN_FACTOR * (2L * limits.callsAtMost() + limits.watchesAtMost());
        this.working = new FairShares(limits.callsAtMost(), limits, nanoClock);
        this.waiting = new FairShares(limits.callsAtMost(), limits, nanoClock);
        this.watching = new FairShares(limits.watchesAtMost(), limits, nanoClock);
        figures.running(working::running, waiting::running);
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        MethodDescriptor<Q, A> method = call.getMethodDescriptor();
        boolean watch = method.getType() == MethodDescriptor.MethodType.SERVER_STREAMING;
        boolean bounded = watch || method.getType() == MethodDescriptor.MethodType.UNARY;
        if (!bounded || HEALTH.equals(method.getServiceName())) {
            return next.startCall(call, headers);
        }
        if (open.incrementAndGet() > openAtMost) {
            open.decrementAndGet();
            figures.refused(CallFigures.Refused.OPEN);
            close(call, StatusMapping.of(ErrorCode.OVERLOADED, openAtMost + " calls are open on this node", ""));
            return new ServerCall.Listener<>() {};
        }
        Counted<Q, A> counted = new Counted<>(call);
        FairShares shares = watch ? watching : method.getFullMethodName().equals(WAITING) ? waiting : working;
        return new Admission<>(next.startCall(counted, headers), counted, shares, figures);
    }

    private static void close(ServerCall<?, ?> call, StatusRuntimeException refusal) {
        call.close(
                refusal.getStatus(), Optional.ofNullable(refusal.getTrailers()).orElseGet(Metadata::new));
    }

    /** A call that gives back what it holds when it ends, however it ends. */
    private final class Counted<Q, A> extends ForwardingServerCall.SimpleForwardingServerCall<Q, A> {
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile Optional<FairShares.Place> place = Optional.empty();

        private Counted(ServerCall<Q, A> call) {
            super(call);
        }

        @Override
        public void close(Status status, Metadata trailers) {
            end();
            super.close(status, trailers);
        }

        private void takes(FairShares.Place taken) {
            place = Optional.of(taken);
            if (over.get()) {
                taken.giveBack();
            }
        }

        private void end() {
            if (over.compareAndSet(false, true)) {
                open.decrementAndGet();
                place.ifPresent(FairShares.Place::giveBack);
            }
        }
    }

    /** Lets the message through once its project may begin a call. */
    private static final class Admission<Q, A>
            extends ForwardingServerCallListener.SimpleForwardingServerCallListener<Q> {
        private final Counted<Q, A> call;
        private final FairShares shares;
        private final CallFigures figures;
        private boolean decided;
        private boolean refused;

        private Admission(ServerCall.Listener<Q> service, Counted<Q, A> call, FairShares shares, CallFigures figures) {
            super(service);
            this.figures = figures;
            this.call = call;
            this.shares = shares;
        }

        @Override
        public void onMessage(Q message) {
            if (decided) {
                // A second message of a call that may have one: the service says so.
                super.onMessage(message);
                return;
            }
            decided = true;
            String project = Projects.of(message);
            switch (shares.begin(project)) {
                case Verdict.Begins(FairShares.Place place) -> {
                    call.takes(place);
                    super.onMessage(message);
                }
                case Verdict.Crowded(int held, int free) -> {
                    figures.refused(CallFigures.Refused.CROWDED);
                    refuse(StatusMapping.of(
                            ErrorCode.OVERLOADED,
                            held + " calls of " + inWords(project) + " are running on this node and " + free
                                    + " places are free: what is free is for others",
                            ""));
                }
                case Verdict.TooFast(Duration pause) -> {
                    figures.refused(CallFigures.Refused.FAST);
                    refuse(StatusMapping.ofRate(inWords(project) + " begins calls faster than it may", pause));
                }
            }
        }

        @Override
        public void onHalfClose() {
            if (refused) {
                return;
            }
            try {
                super.onHalfClose();
            } catch (RuntimeException | Error broken) {
                // The service has not ended its call, and not every transport says that it was dropped.
                call.end();
                throw broken;
            }
        }

        @Override
        public void onCancel() {
            call.end();
            if (!refused) {
                super.onCancel();
            }
        }

        @Override
        public void onComplete() {
            if (!refused) {
                super.onComplete();
            }
        }

        private void refuse(StatusRuntimeException refusal) {
            refused = true;
            close(call, refusal);
            // The service has seen a call begin that never says anything: to it, the caller has gone.
            super.onCancel();
        }

        private static String inWords(String project) {
            return project.isEmpty() ? "no project" : "project " + project;
        }
    }
}
