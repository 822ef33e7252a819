package dev.holdfast.sim.history;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.sim.history.Operation.Result;
import dev.holdfast.sim.model.Phase;
import dev.holdfast.sim.model.Verb;
import dev.holdfast.v1.CreateInstanceRequest;
import dev.holdfast.v1.DeleteInstanceRequest;
import dev.holdfast.v1.GetInstanceRequest;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceServiceGrpc;
import dev.holdfast.v1.ReadMode;
import dev.holdfast.v1.StartInstanceRequest;
import dev.holdfast.v1.StopInstanceRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A client as ours are told to be: every change has a request id, is sent again under it while nobody answers for
 * certain, each time to the next node, and is given up after a while. It writes down what it sent and what it was told.
 */
public final class RecordingClient {
    private static final Duration ONE_SENDING = Duration.ofSeconds(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LAST_PAUSE = Duration.ofSeconds(2);
    private static final int ETAG_RADIX = 36;
    private static final String REGION = "regions/local";
    private static final String PROJECT = "demo";
    private static final String PARENT = "projects/" + PROJECT + "/" + REGION;

    private final List<ManagedChannel> nodes;
    private final History history;
    private final Sendings sendings;
    private final ScheduledExecutorService timer;
    private final Duration patience;
    private final ConcurrentHashMap<Long, Integer> onTheirWay = new ConcurrentHashMap<>();
    private final Set<Long> uncertain = ConcurrentHashMap.newKeySet();
    private final AtomicInteger reads = new AtomicInteger();

    /**
     * @param timer runs callbacks too
     * @param patience a call that is not answered for so long is given up, its outcome unknown
     */
    public RecordingClient(ManagedChannel channel, History history, ScheduledExecutorService timer, Duration patience) {
        this(List.of(channel), history, new Sendings(), timer, patience);
    }

    /**
     * @param nodes a channel to each node that may be asked
     * @param timer runs callbacks too
     * @param patience a call that is not answered for so long is given up, its outcome unknown
     */
    public RecordingClient(
            List<ManagedChannel> nodes,
            History history,
            Sendings sendings,
            ScheduledExecutorService timer,
            Duration patience) {
        this.nodes = List.copyOf(nodes);
        this.history = history;
        this.sendings = sendings;
        this.timer = timer;
        this.patience = patience;
    }

    /** The region's resource name. */
    public static String region() {
        return REGION;
    }

    /** The project that all instances are in. */
    public static String project() {
        return PROJECT;
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

    /**
     * Asks once how an instance is, which must not be answered by what was before. Ends when the answer is written
     * down.
     */
    public CompletableFuture<Void> read(String instance) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        int node = Math.floorMod(reads.getAndIncrement(), nodes.size());
        long start = System.nanoTime();
        Futures.addCallback(
                stub(node)
                        .getInstance(GetInstanceRequest.newBuilder()
                                .setName(name(instance))
                                .setReadMode(ReadMode.READ_MODE_BARRIER)
                                .build()),
                new FutureCallback<>() {
                    @Override
                    public void onSuccess(Instance found) {
                        saw(new Result.Seen(Long.parseLong(found.getEtag(), ETAG_RADIX), phase(found)));
                    }

                    @Override
                    public void onFailure(Throwable failure) {
                        boolean absent = ours(failure).equals(Optional.of(ErrorCode.NOT_FOUND.name()));
                        saw(absent ? new Result.Seen(0, Phase.ABSENT) : new Result.Unknown());
                    }

                    private void saw(Result result) {
                        sendings.ended(node, Verb.READ, instance, Optional.empty(), "", start, result);
                        ended.complete(null);
                    }
                },
                timer);
        return ended;
    }

    private static Phase phase(Instance instance) {
        return Phase.valueOf(instance.getState().name().substring("INSTANCE_STATE_".length()));
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
            Function<InstanceServiceGrpc.InstanceServiceFutureStub, ListenableFuture<com.google.longrunning.Operation>>
                    sending) {
        long number = history.begin(requestId, verb, instance, spreadKey, size);
        CompletableFuture<Call> ended = new CompletableFuture<>();
        String content = verb == Call.Verb.CREATE ? spreadKey + " " + size : "";
        Asked asked = new Asked(number, requestId, Verb.valueOf(verb.name()), instance, content, sending);
        send(asked, Instant.now().plus(patience), FIRST_PAUSE, ended);
        return ended;
    }

    /** A call as it is sent, again and again. */
    private record Asked(
            long number,
            String requestId,
            Verb verb,
            String instance,
            String content,
            Function<InstanceServiceGrpc.InstanceServiceFutureStub, ListenableFuture<com.google.longrunning.Operation>>
                    sending) {}

    private InstanceServiceGrpc.InstanceServiceFutureStub stub(int node) {
        return InstanceServiceGrpc.newFutureStub(nodes.get(node))
                .withDeadlineAfter(ONE_SENDING.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void send(Asked asked, Instant until, Duration pause, CompletableFuture<Call> ended) {
        long number = asked.number();
        int times = history.sent(number);
        onTheirWay.put(number, times);
        int node = Math.floorMod(number + times, nodes.size());
        long start = System.nanoTime();
        Futures.addCallback(
                asked.sending().apply(stub(node)),
                new FutureCallback<>() {
                    private void told(Result result) {
                        sendings.ended(
                                node,
                                asked.verb(),
                                asked.instance(),
                                Optional.of(asked.requestId()),
                                asked.content(),
                                start,
                                result);
                    }

                    @Override
                    public void onSuccess(com.google.longrunning.Operation operation) {
                        String name = operation.getName();
                        told(new Result.Accepted(Long.parseLong(name.substring(name.lastIndexOf('.') + 1))));
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
                        told(
                                ours.isPresent() && definite(ours)
                                        ? new Result.Refused(ours.get())
                                        : new Result.Unknown());
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
                                    () -> send(asked, until, next, ended), pause.toMillis(), TimeUnit.MILLISECONDS);
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
