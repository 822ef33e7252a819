package dev.holdfast.sim.history;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.longrunning.Operation;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.v1.CreateInstanceRequest;
import dev.holdfast.v1.DeleteInstanceRequest;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceServiceGrpc;
import dev.holdfast.v1.StartInstanceRequest;
import dev.holdfast.v1.StopInstanceRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A client as ours are told to be: every change has a request id, is sent again under it while nobody answers for
 * certain, and is given up after a while. It writes down what it sent and what it was told.
 */
public final class RecordingClient {
    private static final Duration ONE_SENDING = Duration.ofSeconds(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LAST_PAUSE = Duration.ofSeconds(2);
    private static final String PARENT = "projects/demo/regions/local";

    private final ManagedChannel channel;
    private final History history;
    private final ScheduledExecutorService timer;
    private final Duration patience;
    private final ConcurrentHashMap<Long, Integer> onTheirWay = new ConcurrentHashMap<>();
    private final Set<Long> uncertain = ConcurrentHashMap.newKeySet();

    /**
     * @param timer runs callbacks too
     * @param patience a call that is not answered for so long is given up, its outcome unknown
     */
    public RecordingClient(ManagedChannel channel, History history, ScheduledExecutorService timer, Duration patience) {
        this.channel = channel;
        this.history = history;
        this.timer = timer;
        this.patience = patience;
    }

    /** The project's resource name. */
    public static String parent() {
        return PARENT;
    }

    public CompletableFuture<Call> create(String requestId, String instance, String spreadKey, Quantities size) {
        CreateInstanceRequest request = CreateInstanceRequest.newBuilder()
                .setParent(PARENT)
                .setInstanceId(instance)
                .setRequestId(requestId)
                .setInstance(Instance.newBuilder()
                        .setImage("demo")
                        .setSpreadKey(spreadKey)
                        .setSize(dev.holdfast.v1.Quantities.newBuilder()
                                .setCores(size.cores())
                                .setMemoryMib(size.memoryMib())
                                .setDiskGib(size.diskGib())
                                .setGpus(size.gpus())))
                .build();
        return call(requestId, Call.Verb.CREATE, instance, spreadKey, size, stub -> stub.createInstance(request));
    }

    public CompletableFuture<Call> start(String requestId, String instance) {
        StartInstanceRequest request = StartInstanceRequest.newBuilder()
                .setName(name(instance))
                .setRequestId(requestId)
                .build();
        return call(requestId, Call.Verb.START, instance, "", Quantities.NONE, stub -> stub.startInstance(request));
    }

    public CompletableFuture<Call> stop(String requestId, String instance) {
        StopInstanceRequest request = StopInstanceRequest.newBuilder()
                .setName(name(instance))
                .setRequestId(requestId)
                .build();
        return call(requestId, Call.Verb.STOP, instance, "", Quantities.NONE, stub -> stub.stopInstance(request));
    }

    public CompletableFuture<Call> delete(String requestId, String instance) {
        DeleteInstanceRequest request = DeleteInstanceRequest.newBuilder()
                .setName(name(instance))
                .setRequestId(requestId)
                .build();
        return call(requestId, Call.Verb.DELETE, instance, "", Quantities.NONE, stub -> stub.deleteInstance(request));
    }

    /** How many sendings have no answer at this moment. */
    public int unanswered() {
        return onTheirWay.size();
    }

    /** The calls that have no answer at this moment, by number, with how often each was sent. */
    public Map<Long, Integer> onTheirWay() {
        return Map.copyOf(onTheirWay);
    }

    public static String name(String instance) {
        return PARENT + "/instances/" + instance;
    }

    private CompletableFuture<Call> call(
            String requestId,
            Call.Verb verb,
            String instance,
            String spreadKey,
            Quantities size,
            Function<InstanceServiceGrpc.InstanceServiceFutureStub, ListenableFuture<Operation>> sending) {
        long number = history.begin(requestId, verb, instance, spreadKey, size);
        CompletableFuture<Call> ended = new CompletableFuture<>();
        send(number, sending, Instant.now().plus(patience), FIRST_PAUSE, ended);
        return ended;
    }

    private void send(
            long number,
            Function<InstanceServiceGrpc.InstanceServiceFutureStub, ListenableFuture<Operation>> sending,
            Instant until,
            Duration pause,
            CompletableFuture<Call> ended) {
        onTheirWay.put(number, history.sent(number));
        InstanceServiceGrpc.InstanceServiceFutureStub stub = InstanceServiceGrpc.newFutureStub(channel)
                .withDeadlineAfter(ONE_SENDING.toMillis(), TimeUnit.MILLISECONDS);
        Futures.addCallback(
                sending.apply(stub),
                new FutureCallback<>() {
                    @Override
                    public void onSuccess(Operation operation) {
                        onTheirWay.remove(number);
                        uncertain.remove(number);
                        ended.complete(history.end(number, new Call.Outcome.Acknowledged(operation.getName())));
                    }

                    @Override
                    public void onFailure(Throwable failure) {
                        onTheirWay.remove(number);
                        Status status = Status.fromThrowable(failure);
                        boolean again = switch (status.getCode()) {
                            case UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, INTERNAL, UNKNOWN, CANCELLED ->
                                true;
                            case OK,
                                    INVALID_ARGUMENT,
                                    NOT_FOUND,
                                    ALREADY_EXISTS,
                                    PERMISSION_DENIED,
                                    FAILED_PRECONDITION,
                                    ABORTED,
                                    OUT_OF_RANGE,
                                    UNIMPLEMENTED,
                                    DATA_LOSS,
                                    UNAUTHENTICATED -> false;
                        };
                        Optional<String> ours = ours(failure);
                        if (!again && uncertain.remove(number)) {
                            // An earlier sending may still be on its way; a refusal of this one proves nothing.
                            ended.complete(history.end(
                                    number,
                                    new Call.Outcome.Doubtful(
                                            ours.orElse(status.getCode().name()), status.toString())));
                        } else if (!again) {
                            ended.complete(history.end(
                                    number,
                                    new Call.Outcome.Refused(
                                            ours.orElse(status.getCode().name()), status.toString())));
                        } else if (Instant.now().isAfter(until)) {
                            uncertain.remove(number);
                            ended.complete(history.end(number, new Call.Outcome.Unknown(status.toString())));
                        } else {
                            if (!definite(ours)) {
                                uncertain.add(number);
                            }
                            Duration next = pause.multipliedBy(2).compareTo(LAST_PAUSE) < 0
                                    ? pause.multipliedBy(2)
                                    : LAST_PAUSE;
                            var _ = timer.schedule(
                                    () -> send(number, sending, until, next, ended),
                                    pause.toMillis(),
                                    TimeUnit.MILLISECONDS);
                        }
                    }
                },
                timer);
    }

    /** Whether it is certain that nothing was done: only our own codes say so. */
    private static boolean definite(Optional<String> ours) {
        for (ErrorCode code : ErrorCode.values()) {
            if (ours.isPresent() && code.name().equals(ours.get())) {
                return code.definite();
            }
        }
        return false;
    }

    /** Our own code, which the status carries if we answered. */
    private static Optional<String> ours(Throwable failure) {
        com.google.rpc.Status details = StatusProto.fromThrowable(failure);
        if (details != null) {
            for (com.google.protobuf.Any any : details.getDetailsList()) {
                if (any.is(ErrorInfo.class)) {
                    try {
                        return Optional.of(any.unpack(ErrorInfo.class).getReason());
                    } catch (InvalidProtocolBufferException broken) {
                        return Optional.empty();
                    }
                }
            }
        }
        return Optional.empty();
    }
}
