package dev.holdfast.node.edge;

import dev.holdfast.core.shared.ErrorCode;
import io.grpc.ForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends a call that is about another region to that region's nodes, so that whoever calls may speak to any node. Which
 * region that is stands in the call's first message. A call is sent on once: what another region sent here and is not
 * of this one is refused, so that two directories that contradict each other make no circle.
 */
public final class RegionRouter implements ServerInterceptor {
    /** Bears the name of the region that sent a call on. */
    static final Metadata.Key<String> FORWARDED_BY =
            Metadata.Key.of("holdfast-forwarded-by", Metadata.ASCII_STRING_MARSHALLER);

    private final RegionDirectory directory;

    public RegionRouter(RegionDirectory directory) {
        this.directory = directory;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        boolean ours =
                !String.valueOf(call.getMethodDescriptor().getServiceName()).startsWith("grpc.");
        return ours && !directory.isEmpty() ? new Undecided<>(call, headers, next) : next.startCall(call, headers);
    }

    /** Waits for the first message, and begins the call here or there. */
    private final class Undecided<Q, A> extends ServerCall.Listener<Q> {
        private final ServerCall<Q, A> call;
        private final Metadata headers;
        private final ServerCallHandler<Q, A> next;
        private Optional<ServerCall.Listener<Q>> decided = Optional.empty();
        private boolean ready;

        private Undecided(ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            this.call = call;
            this.headers = headers;
            this.next = next;
            call.request(1);
        }

        @Override
        public void onMessage(Q message) {
            if (decided.isEmpty()) {
                decide(NamedRegion.of(message), NamedRegion.hasRequestId(message));
            }
            decided.orElseThrow().onMessage(message);
        }

        @Override
        public void onHalfClose() {
            if (decided.isEmpty()) {
                here();
            }
            decided.orElseThrow().onHalfClose();
        }

        @Override
        public void onReady() {
            ready = true;
            decided.ifPresent(ServerCall.Listener::onReady);
        }

        @Override
        public void onCancel() {
            decided.ifPresent(ServerCall.Listener::onCancel);
        }

        @Override
        public void onComplete() {
            decided.ifPresent(ServerCall.Listener::onComplete);
        }

        private void decide(String region, boolean named) {
            if (region.isEmpty() || region.equals(directory.self())) {
                here();
                return;
            }
            Optional<String> from = Optional.ofNullable(headers.get(FORWARDED_BY));
            if (from.isPresent()) {
                refuse(
                        ErrorCode.REGION_UNAVAILABLE,
                        "region " + region + " is not served here; this is " + directory.self() + ", where region "
                                + from.get() + " sent the call on: correct its directory of regions");
                return;
            }
            Optional<RemoteRegion> remote = directory.region(region);
            if (remote.isEmpty()) {
                // The service itself says that it is not served here.
                here();
                return;
            }
            switch (remote.get().way()) {
                case RemoteRegion.Way.Lost() ->
                    refuse(
                            ErrorCode.REGION_UNAVAILABLE,
                            "region " + region + " cannot be reached from region " + directory.self() + " right now");
                case RemoteRegion.Way.Full(int underWay) ->
                    refuse(ErrorCode.OVERLOADED, underWay + " calls to region " + region + " are under way here");
                case RemoteRegion.Way.Open(var channel, Runnable end) -> {
                    ForwardedCall<Q, A> forwarded =
                            new ForwardedCall<>(call, channel, region, directory.self(), named, end);
                    forwarded.start(headers);
                    decided = Optional.of(forwarded);
                }
            }
        }

        private void here() {
            ServerCall.Listener<Q> service = next.startCall(new AlreadyAsked<>(call), headers);
            decided = Optional.of(service);
            if (ready) {
                service.onReady();
            }
        }

        private void refuse(ErrorCode code, String message) {
            StatusRuntimeException refusal = StatusMapping.of(code, message, "");
            call.close(
                    refusal.getStatus(),
                    Optional.ofNullable(refusal.getTrailers()).orElseGet(Metadata::new));
            decided = Optional.of(new ServerCall.Listener<>() {});
        }
    }

    /** The first message that the service will ask for is there already. */
    private static final class AlreadyAsked<Q, A> extends ForwardingServerCall.SimpleForwardingServerCall<Q, A> {
        private final AtomicBoolean asked = new AtomicBoolean();

        private AlreadyAsked(ServerCall<Q, A> call) {
            super(call);
        }

        @Override
        public void request(int messages) {
            int more = asked.compareAndSet(false, true) ? messages - 1 : messages;
            if (more > 0) {
                super.request(more);
            }
        }
    }
}
