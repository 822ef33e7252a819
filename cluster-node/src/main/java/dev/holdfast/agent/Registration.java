package dev.holdfast.agent;

import dev.holdfast.core.shared.Quantities;
import dev.holdfast.v1.Host;
import dev.holdfast.v1.HostServiceGrpc;
import dev.holdfast.v1.RegisterHostRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Makes one host known to its region, again and again, of one node after the other, until one answers. The request id
 * follows from what is registered, so that any number of processes may ask and it takes effect once.
 */
public final class Registration {
    private static final long CALL_SECONDS = 5;

    /** How it ended; told once. */
    public interface Listener {
        void registered();

        void refused(Status why);
    }

    private final RegisterHostRequest request;
    private final List<ManagedChannel> nodes;
    private final int first;
    private final ScheduledExecutorService scheduler;
    private final BackOff backOff;
    private final Listener listener;
    private volatile boolean cancelled;

    /**
     * @param nodes a channel to each node that may be asked, one at least
     * @param backOff between the tries
     */
    public Registration(
            RegisterHostRequest request,
            List<ManagedChannel> nodes,
            ScheduledExecutorService scheduler,
            BackOff backOff,
            Listener listener) {
        this.request = request;
        this.nodes = List.copyOf(nodes);
        this.first = request.getHostId().hashCode();
        this.scheduler = scheduler;
        this.backOff = backOff;
        this.listener = listener;
    }

    /**
     * What makes a host known.
     *
     * @param host its id in the region
     */
    public static RegisterHostRequest request(
            String region, String host, Quantities capacity, String faultDomain, SortedMap<String, String> labels) {
        // Hosts that are registered already were so under an id of this form.
        String content = region + " FleetHost[name=" + host + ", capacity=" + capacity + ", faultDomain=" + faultDomain
                + ", labels=" + labels + "]";
        return RegisterHostRequest.newBuilder()
                .setParent("regions/" + region)
                .setHostId(host)
                .setHost(Host.newBuilder()
                        .setCapacity(dev.holdfast.v1.Quantities.newBuilder()
                                .setCores(capacity.cores())
                                .setMemoryMib(capacity.memoryMib())
                                .setDiskGib(capacity.diskGib())
                                .setGpus(capacity.gpus()))
                        .setFaultDomain(faultDomain)
                        .putAllLabels(labels))
                .setRequestId("register-" + UUID.nameUUIDFromBytes(content.getBytes(StandardCharsets.UTF_8)))
                .build();
    }

    public void begin() {
        attempt(1);
    }

    public void cancel() {
        cancelled = true;
    }

    private void attempt(int number) {
        if (cancelled) {
            return;
        }
        ManagedChannel channel = nodes.get(Math.floorMod(first + number, nodes.size()));
        channel.resetConnectBackoff();
        HostServiceGrpc.HostServiceStub stub = HostServiceGrpc.newStub(channel);
        // Where there is another node to ask, one that cannot be reached is not waited for.
        (nodes.size() == 1 ? stub.withWaitForReady() : stub)
                .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
                .registerHost(request, new Answer(number));
    }

    /** A refusal that would be the same next time is final; anything else may pass. */
    private static boolean isFinal(Status.Code code) {
        return switch (code) {
            case INVALID_ARGUMENT,
                    ALREADY_EXISTS,
                    PERMISSION_DENIED,
                    UNAUTHENTICATED,
                    FAILED_PRECONDITION,
                    OUT_OF_RANGE,
                    UNIMPLEMENTED -> true;
            case OK,
                    CANCELLED,
                    UNKNOWN,
                    DEADLINE_EXCEEDED,
                    NOT_FOUND,
                    RESOURCE_EXHAUSTED,
                    ABORTED,
                    INTERNAL,
                    UNAVAILABLE,
                    DATA_LOSS -> false;
        };
    }

    private final class Answer implements StreamObserver<Host> {
        private final int number;

        private Answer(int number) {
            this.number = number;
        }

        @Override
        public void onNext(Host host) {}

        @Override
        public void onError(Throwable failure) {
            Status status = Status.fromThrowable(failure);
            if (cancelled) {
                return;
            }
            if (isFinal(status.getCode())) {
                listener.refused(status);
            } else {
                long delay = backOff.delay(number, ThreadLocalRandom.current()).toNanos();
                var _ = scheduler.schedule(() -> attempt(number + 1), delay, TimeUnit.NANOSECONDS);
            }
        }

        @Override
        public void onCompleted() {
            if (!cancelled) {
                listener.registered();
            }
        }
    }
}
