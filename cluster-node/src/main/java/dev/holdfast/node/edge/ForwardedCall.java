package dev.holdfast.node.edge;

import com.google.rpc.ErrorInfo;
import dev.holdfast.core.shared.ErrorCode;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One call or stream on its way to another region: what its caller says goes there, what comes back goes to the caller,
 * each side no faster than the other takes it. The caller's deadline goes with it, and so does whatever it said beside
 * the request. An answer of the other region is given as it is; when none comes, the caller is told by our own codes
 * whether anything can have been done.
 */
final class ForwardedCall<Q, A> extends ServerCall.Listener<Q> {
    /** What the two connections say for themselves. */
    private static final List<String> OF_THE_CONNECTION = List.of("content-type", "te", "user-agent", "host");

    private static final List<String> READS = List.of("Get", "List", "Watch", "Wait", "Explain", "Diff");

    private final ServerCall<Q, A> caller;
    private final ClientCall<Q, A> there;
    private final String region;
    private final String self;
    private final boolean named;
    private final Runnable end;
    private final AtomicBoolean sent = new AtomicBoolean();
    private final AtomicBoolean over = new AtomicBoolean();
    private boolean callerWaits;
    private boolean thereWaits;

    /**
     * @param named whether the request can be sent again under the id that it has
     * @param end to be run when it is over
     */
    ForwardedCall(ServerCall<Q, A> caller, Channel channel, String region, String self, boolean named, Runnable end) {
        this.caller = caller;
        this.region = region;
        this.self = self;
        this.named = named;
        this.end = end;
        ClientStreamTracer.Factory tracer = new ClientStreamTracer.Factory() {
            @Override
            public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
                return new ClientStreamTracer() {
                    @Override
                    public void outboundHeaders() {
                        sent.set(true);
                    }
                };
            }
        };
        this.there = channel.newCall(caller.getMethodDescriptor(), CallOptions.DEFAULT.withStreamTracerFactory(tracer));
    }

    void start(Metadata headers) {
        Metadata onward = passedOn(headers);
        onward.put(RegionRouter.FORWARDED_BY, self);
        there.start(new Answer(), onward);
        there.request(1);
        caller.request(1);
    }

    @Override
    public void onMessage(Q message) {
        there.sendMessage(message);
        synchronized (this) {
            callerWaits = !there.isReady();
            if (callerWaits) {
                return;
            }
        }
        caller.request(1);
    }

    @Override
    public void onHalfClose() {
        there.halfClose();
    }

    @Override
    public void onCancel() {
        ended();
        there.cancel("the caller has gone", null);
    }

    @Override
    public void onReady() {
        synchronized (this) {
            if (!thereWaits) {
                return;
            }
            thereWaits = false;
        }
        there.request(1);
    }

    private void ended() {
        if (over.compareAndSet(false, true)) {
            end.run();
        }
    }

    /** What comes back. */
    private final class Answer extends ClientCall.Listener<A> {
        @Override
        public void onHeaders(Metadata headers) {
            caller.sendHeaders(passedOn(headers));
        }

        @Override
        public void onMessage(A message) {
            caller.sendMessage(message);
            synchronized (ForwardedCall.this) {
                thereWaits = !caller.isReady();
                if (thereWaits) {
                    return;
                }
            }
            there.request(1);
        }

        @Override
        public void onReady() {
            synchronized (ForwardedCall.this) {
                if (!callerWaits) {
                    return;
                }
                callerWaits = false;
            }
            caller.request(1);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            ended();
            Optional<StatusRuntimeException> ours = ofOurOwn(status, trailers);
            caller.close(
                    ours.map(StatusRuntimeException::getStatus).orElse(status),
                    ours.flatMap(each -> Optional.ofNullable(each.getTrailers()))
                            .orElseGet(() -> details(trailers)));
        }
    }

    /** What to say when it is not the other region that has spoken, but whatever lies between. */
    private Optional<StatusRuntimeException> ofOurOwn(Status status, Metadata trailers) {
        if (status.isOk() || isAnswer(status, trailers)) {
            return Optional.empty();
        }
        return switch (status.getCode()) {
            // A node that stops resets what is still under way.
            case UNAVAILABLE, CANCELLED, INTERNAL, UNKNOWN -> Optional.of(lost());
            case DEADLINE_EXCEEDED ->
                Optional.of(refusal(ErrorCode.DEADLINE_EXCEEDED, "no answer came in time from region " + region));
            case OK,
                    INVALID_ARGUMENT,
                    NOT_FOUND,
                    ALREADY_EXISTS,
                    PERMISSION_DENIED,
                    RESOURCE_EXHAUSTED,
                    FAILED_PRECONDITION,
                    ABORTED,
                    OUT_OF_RANGE,
                    UNIMPLEMENTED,
                    DATA_LOSS,
                    UNAUTHENTICATED -> Optional.empty();
        };
    }

    private StatusRuntimeException lost() {
        String method = String.valueOf(caller.getMethodDescriptor().getBareMethodName());
        boolean reads = READS.stream().anyMatch(method::startsWith);
        return sent.get() && !reads
                ? refusal(
                        ErrorCode.OUTCOME_UNKNOWN,
                        "region " + region + " was lost before it answered; the command may have taken effect")
                : refusal(
                        ErrorCode.REGION_UNAVAILABLE,
                        "region " + region + " cannot be reached from region " + self + " right now");
    }

    private StatusRuntimeException refusal(ErrorCode code, String message) {
        return named ? StatusMapping.of(code, message, "") : StatusMapping.ofUnnamed(code, message, "");
    }

    /** A node's own refusals all say which they are. */
    private static boolean isAnswer(Status status, Metadata trailers) {
        com.google.rpc.Status details = StatusProto.fromStatusAndTrailers(status, trailers);
        return details != null && details.getDetailsList().stream().anyMatch(detail -> detail.is(ErrorInfo.class));
    }

    /** Without what belongs to the connection that it came by. */
    private static Metadata passedOn(Metadata metadata) {
        Metadata onward = new Metadata();
        onward.merge(metadata);
        for (String key : metadata.keys()) {
            if (key.startsWith("grpc-") || key.startsWith(":") || OF_THE_CONNECTION.contains(key)) {
                discard(onward, key);
            }
        }
        return onward;
    }

    /** As above, with the details of a refusal. */
    private static Metadata details(Metadata trailers) {
        Metadata onward = new Metadata();
        onward.merge(trailers);
        OF_THE_CONNECTION.forEach(key -> discard(onward, key));
        return onward;
    }

    private static void discard(Metadata metadata, String key) {
        if (key.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
            metadata.discardAll(Metadata.Key.of(key, Metadata.BINARY_BYTE_MARSHALLER));
        } else if (!key.startsWith(":")) {
            metadata.discardAll(Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER));
        }
    }
}
