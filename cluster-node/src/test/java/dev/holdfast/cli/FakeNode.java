package dev.holdfast.cli;

import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.ListOperationsRequest;
import com.google.longrunning.ListOperationsResponse;
import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc;
import com.google.longrunning.WaitOperationRequest;
import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.v1.BatchCreateInstancesRequest;
import dev.holdfast.v1.BatchCreateInstancesResponse;
import dev.holdfast.v1.BatchCreateResult;
import dev.holdfast.v1.ConfirmFencedRequest;
import dev.holdfast.v1.CordonHostRequest;
import dev.holdfast.v1.CreateInstanceRequest;
import dev.holdfast.v1.DeallocateInstanceRequest;
import dev.holdfast.v1.DeleteInstanceRequest;
import dev.holdfast.v1.DiffInstanceRequest;
import dev.holdfast.v1.DiffInstanceResponse;
import dev.holdfast.v1.ExplainInstanceRequest;
import dev.holdfast.v1.ExplainInstanceResponse;
import dev.holdfast.v1.Finding;
import dev.holdfast.v1.GetCapacityRequest;
import dev.holdfast.v1.GetHostRequest;
import dev.holdfast.v1.GetInstanceRequest;
import dev.holdfast.v1.GetRegionRequest;
import dev.holdfast.v1.Host;
import dev.holdfast.v1.HostServiceGrpc;
import dev.holdfast.v1.HostState;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceEvent;
import dev.holdfast.v1.InstanceServiceGrpc;
import dev.holdfast.v1.InstanceState;
import dev.holdfast.v1.ListFindingsRequest;
import dev.holdfast.v1.ListFindingsResponse;
import dev.holdfast.v1.ListHostsRequest;
import dev.holdfast.v1.ListHostsResponse;
import dev.holdfast.v1.ListInstanceEventsRequest;
import dev.holdfast.v1.ListInstanceEventsResponse;
import dev.holdfast.v1.ListInstancesRequest;
import dev.holdfast.v1.ListInstancesResponse;
import dev.holdfast.v1.ListRegionsRequest;
import dev.holdfast.v1.ListRegionsResponse;
import dev.holdfast.v1.ListSizesRequest;
import dev.holdfast.v1.ListSizesResponse;
import dev.holdfast.v1.NamedSize;
import dev.holdfast.v1.OperationMetadata;
import dev.holdfast.v1.Placement;
import dev.holdfast.v1.Region;
import dev.holdfast.v1.RegionCapacity;
import dev.holdfast.v1.RegionServiceGrpc;
import dev.holdfast.v1.RegisterHostRequest;
import dev.holdfast.v1.RestartInstanceRequest;
import dev.holdfast.v1.StartInstanceRequest;
import dev.holdfast.v1.StopInstanceRequest;
import dev.holdfast.v1.UncordonHostRequest;
import dev.holdfast.v1.UpdateInstanceRequest;
import dev.holdfast.v1.WatchInstancesRequest;
import dev.holdfast.v1.WatchInstancesResponse;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A node's public face over real sockets, without anything behind it: it remembers what it was asked, answers as the
 * API does, and refuses when a test says so.
 */
final class FakeNode implements AutoCloseable {
    final List<Message> asked = new CopyOnWriteArrayList<>();
    final Map<String, Instance> instances = new ConcurrentSkipListMap<>();
    final Map<String, Host> hosts = new ConcurrentSkipListMap<>();
    final Map<String, Operation> operations = new ConcurrentSkipListMap<>();
    final List<InstanceEvent> events = new CopyOnWriteArrayList<>();

    /** What it answers to questions about an instance and about the region. */
    volatile ExplainInstanceResponse explanation = ExplainInstanceResponse.getDefaultInstance();

    volatile DiffInstanceResponse diff = DiffInstanceResponse.getDefaultInstance();
    volatile Region region = Region.newBuilder().setName("regions/local").build();
    volatile RegionCapacity capacity = RegionCapacity.getDefaultInstance();
    final List<NamedSize> sizes = new CopyOnWriteArrayList<>();

    /** Asked before every request is carried out, and for each member of a batch. */
    volatile Function<Message, Optional<StatusRuntimeException>> refusal = _ -> Optional.empty();

    /** What comes of an operation that is waited for. */
    volatile Function<Operation, Operation> progress = this::succeed;

    /** What each watch is told, one after the other, and how it then ends; the last stays open if that is empty. */
    final Queue<WatchTold> watches = new ConcurrentLinkedQueue<>();

    record WatchTold(List<WatchInstancesResponse> told, Optional<StatusRuntimeException> end) {}

    private final Server server;
    private volatile int largestPage = 1000;

    FakeNode() {
        try {
            server = NettyServerBuilder.forAddress(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                            InsecureServerCredentials.create())
                    .addService(new Instances())
                    .addService(new Hosts())
                    .addService(new Operations())
                    .addService(new Regions())
                    .build()
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    FakeNode largestPage(int entries) {
        largestPage = entries;
        return this;
    }

    /** The requests of one type, in the order in which they came. */
    <M extends Message> List<M> asked(Class<M> type) {
        return asked.stream().filter(type::isInstance).map(type::cast).toList();
    }

    FakeNode withInstance(String id, InstanceState state) {
        String name = "projects/default/regions/local/instances/" + id;
        instances.put(name, instance(name, state, Instance.getDefaultInstance()));
        return this;
    }

    FakeNode withHost(String id) {
        String name = "regions/local/hosts/" + id;
        hosts.put(
                name,
                Host.newBuilder()
                        .setName(name)
                        .setState(HostState.HOST_STATE_UP)
                        .setFaultDomain("rack-1")
                        .build());
        return this;
    }

    /** A refusal as the server's edge makes it. */
    static StatusRuntimeException refuse(ErrorCode code, Status.Code status, String message) {
        return StatusProto.toStatusRuntimeException(
                details(code, status, message).build());
    }

    static com.google.rpc.Status.Builder details(ErrorCode code, Status.Code status, String message) {
        com.google.rpc.Status.Builder details = com.google.rpc.Status.newBuilder()
                .setCode(status.value())
                .setMessage(message)
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setDomain("holdfast.dev")
                        .setReason(code.name())
                        .putMetadata("number", Integer.toString(code.number()))
                        .putMetadata("definite", Boolean.toString(code.definite()))
                        .putMetadata("retry_safe", Boolean.toString(code.retrySafe()))
                        .putMetadata("what_to_try", code.whatToTry())
                        .build()));
        if (code.retrySafe()) {
            details.addDetails(Any.pack(RetryInfo.newBuilder()
                    .setRetryDelay(Duration.newBuilder().setNanos(1_000_000))
                    .build()));
        }
        return details;
    }

    Operation succeed(Operation operation) {
        OperationMetadata metadata = metadata(operation);
        Message result = metadata.getVerb().equals("delete")
                ? Empty.getDefaultInstance()
                : instance(
                        metadata.getTarget(),
                        metadata.getVerb().equals("stop")
                                ? InstanceState.INSTANCE_STATE_STOPPED
                                : metadata.getVerb().equals("deallocate")
                                        ? InstanceState.INSTANCE_STATE_DEALLOCATED
                                        : InstanceState.INSTANCE_STATE_RUNNING,
                        Instance.getDefaultInstance());
        return operation.toBuilder()
                .setDone(true)
                .setMetadata(Any.pack(metadata.toBuilder().setPhase("DONE").build()))
                .setResponse(Any.pack(result))
                .build();
    }

    static Operation fail(Operation operation, com.google.rpc.Status error) {
        return operation.toBuilder().setDone(true).setError(error).build();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private static Instance instance(String name, InstanceState state, Instance wanted) {
        return wanted.toBuilder()
                .setName(name)
                .setUid("uid-of-" + Names.shortId(name))
                .setState(state)
                .setSize(wanted.getSize().toBuilder()
                        .setCores(2)
                        .setMemoryMib(4096)
                        .setDiskGib(20))
                .setPlacement(Placement.newBuilder()
                        .setHost("regions/local/hosts/host-1")
                        .setFaultDomain("rack-1")
                        .setEpoch(3))
                .setCreateTime(Timestamp.newBuilder().setSeconds(1_700_000_000))
                .build();
    }

    private static OperationMetadata metadata(Operation operation) {
        try {
            return operation.getMetadata().unpack(OperationMetadata.class);
        } catch (com.google.protobuf.InvalidProtocolBufferException garbled) {
            throw new IllegalStateException(garbled);
        }
    }

    private Operation begin(String verb, String target, String requestId, boolean validateOnly) {
        String name = target.replace("/instances/", "/operations/") + ".1";
        Operation operation = Operation.newBuilder()
                .setName(name)
                .setMetadata(Any.pack(OperationMetadata.newBuilder()
                        .setVerb(verb)
                        .setTarget(target)
                        .setPhase("PLACING")
                        .setRequestId(requestId)
                        .build()))
                .build();
        if (!validateOnly) {
            operations.put(name, operation);
        }
        return operation;
    }

    private <R> void answer(Message request, StreamObserver<R> answers, Supplier<R> answer) {
        asked.add(request);
        Optional<StatusRuntimeException> refused = refusal.apply(request);
        if (refused.isPresent()) {
            answers.onError(refused.get());
            return;
        }
        try {
            answers.onNext(answer.get());
            answers.onCompleted();
        } catch (StatusRuntimeException failure) {
            answers.onError(failure);
        }
    }

    private static StatusRuntimeException notFound(String name) {
        return refuse(ErrorCode.NOT_FOUND, Status.Code.NOT_FOUND, "there is no " + name + ".");
    }

    private <T> T require(Map<String, T> known, String name) {
        T found = known.get(name);
        if (found == null) {
            throw notFound(name);
        }
        return found;
    }

    /** The entries from a token on, and the next token. */
    private record Page<T>(List<T> entries, String next) {}

    private <T> Page<T> page(List<T> all, int size, String token) {
        int from = token.isEmpty() ? 0 : Integer.parseInt(token);
        int to = Math.min(all.size(), from + Math.min(size == 0 ? 100 : size, largestPage));
        return new Page<>(new ArrayList<>(all.subList(from, to)), to < all.size() ? Integer.toString(to) : "");
    }

    private final class Instances extends InstanceServiceGrpc.InstanceServiceImplBase {
        @Override
        public void createInstance(CreateInstanceRequest request, StreamObserver<Operation> answers) {
            answer(request, answers, () -> {
                String name = request.getParent() + "/instances/" + request.getInstanceId();
                if (!request.getValidateOnly()) {
                    instances.put(name, instance(name, InstanceState.INSTANCE_STATE_PLACING, request.getInstance()));
                }
                return begin("create", name, request.getRequestId(), request.getValidateOnly());
            });
        }

        /** As the server: one that is refused for good is the batch's refusal, what passes is that member's alone. */
        @Override
        public void batchCreateInstances(
                BatchCreateInstancesRequest request, StreamObserver<BatchCreateInstancesResponse> answers) {
            answer(request, answers, () -> {
                BatchCreateInstancesResponse.Builder response = BatchCreateInstancesResponse.newBuilder();
                for (int at = 0; at < request.getRequestsCount(); at++) {
                    CreateInstanceRequest member = request.getRequests(at);
                    Optional<StatusRuntimeException> refused = refusal.apply(member);
                    if (refused.isEmpty()) {
                        response.addResults(BatchCreateResult.newBuilder().setOperation(create(member, request)));
                        continue;
                    }
                    com.google.rpc.Status status = Objects.requireNonNull(StatusProto.fromThrowable(refused.get()));
                    if (!refused.get().getStatus().getCode().equals(Status.Code.UNAVAILABLE)) {
                        throw StatusProto.toStatusRuntimeException(status.toBuilder()
                                .setMessage("requests[" + at + "]: " + status.getMessage())
                                .build());
                    }
                    response.addResults(BatchCreateResult.newBuilder().setError(status));
                }
                return response.build();
            });
        }

        private Operation create(CreateInstanceRequest member, BatchCreateInstancesRequest batch) {
            String name = member.getParent() + "/instances/" + member.getInstanceId();
            if (!batch.getValidateOnly()) {
                instances.put(name, instance(name, InstanceState.INSTANCE_STATE_PLACING, member.getInstance()));
            }
            return begin("create", name, member.getRequestId(), batch.getValidateOnly());
        }

        @Override
        public void restartInstance(RestartInstanceRequest request, StreamObserver<Operation> answers) {
            answer(
                    request,
                    answers,
                    () -> begin(
                            "restart",
                            require(instances, request.getName()).getName(),
                            request.getRequestId(),
                            request.getValidateOnly()));
        }

        @Override
        public void deallocateInstance(DeallocateInstanceRequest request, StreamObserver<Operation> answers) {
            answer(
                    request,
                    answers,
                    () -> begin(
                            "deallocate",
                            require(instances, request.getName()).getName(),
                            request.getRequestId(),
                            request.getValidateOnly()));
        }

        @Override
        public void updateInstance(UpdateInstanceRequest request, StreamObserver<Operation> answers) {
            answer(
                    request,
                    answers,
                    () -> begin(
                            "update",
                            require(instances, request.getInstance().getName()).getName(),
                            request.getRequestId(),
                            request.getValidateOnly()));
        }

        @Override
        public void explainInstance(ExplainInstanceRequest request, StreamObserver<ExplainInstanceResponse> answers) {
            answer(
                    request,
                    answers,
                    () -> explanation.toBuilder().setName(request.getName()).build());
        }

        @Override
        public void diffInstance(DiffInstanceRequest request, StreamObserver<DiffInstanceResponse> answers) {
            answer(request, answers, () -> diff);
        }

        @Override
        public void getInstance(GetInstanceRequest request, StreamObserver<Instance> answers) {
            answer(request, answers, () -> require(instances, request.getName()));
        }

        @Override
        public void listInstances(ListInstancesRequest request, StreamObserver<ListInstancesResponse> answers) {
            answer(request, answers, () -> {
                Page<Instance> page =
                        page(List.copyOf(instances.values()), request.getPageSize(), request.getPageToken());
                return ListInstancesResponse.newBuilder()
                        .addAllInstances(page.entries())
                        .setNextPageToken(page.next())
                        .build();
            });
        }

        @Override
        public void watchInstances(WatchInstancesRequest request, StreamObserver<WatchInstancesResponse> answers) {
            asked.add(request);
            WatchTold watch = watches.remove();
            watch.told().forEach(answers::onNext);
            watch.end().ifPresent(answers::onError);
        }

        @Override
        public void startInstance(StartInstanceRequest request, StreamObserver<Operation> answers) {
            answer(
                    request,
                    answers,
                    () -> begin(
                            "start",
                            require(instances, request.getName()).getName(),
                            request.getRequestId(),
                            request.getValidateOnly()));
        }

        @Override
        public void stopInstance(StopInstanceRequest request, StreamObserver<Operation> answers) {
            answer(
                    request,
                    answers,
                    () -> begin(
                            "stop",
                            require(instances, request.getName()).getName(),
                            request.getRequestId(),
                            request.getValidateOnly()));
        }

        @Override
        public void deleteInstance(DeleteInstanceRequest request, StreamObserver<Operation> answers) {
            answer(
                    request,
                    answers,
                    () -> begin(
                            "delete",
                            require(instances, request.getName()).getName(),
                            request.getRequestId(),
                            request.getValidateOnly()));
        }

        @Override
        public void listInstanceEvents(
                ListInstanceEventsRequest request, StreamObserver<ListInstanceEventsResponse> answers) {
            answer(request, answers, () -> {
                Page<InstanceEvent> page = page(List.copyOf(events), request.getPageSize(), request.getPageToken());
                return ListInstanceEventsResponse.newBuilder()
                        .addAllEvents(page.entries())
                        .setNextPageToken(page.next())
                        .build();
            });
        }
    }

    private final class Hosts extends HostServiceGrpc.HostServiceImplBase {
        @Override
        public void registerHost(RegisterHostRequest request, StreamObserver<Host> answers) {
            answer(request, answers, () -> {
                String name = request.getParent() + "/hosts/" + request.getHostId();
                Host host = request.getHost().toBuilder()
                        .setName(name)
                        .setState(HostState.HOST_STATE_UP)
                        .build();
                hosts.put(name, host);
                return host;
            });
        }

        @Override
        public void getHost(GetHostRequest request, StreamObserver<Host> answers) {
            answer(request, answers, () -> require(hosts, request.getName()));
        }

        @Override
        public void listHosts(ListHostsRequest request, StreamObserver<ListHostsResponse> answers) {
            answer(request, answers, () -> {
                Page<Host> page = page(List.copyOf(hosts.values()), request.getPageSize(), request.getPageToken());
                return ListHostsResponse.newBuilder()
                        .addAllHosts(page.entries())
                        .setNextPageToken(page.next())
                        .build();
            });
        }

        @Override
        public void cordonHost(CordonHostRequest request, StreamObserver<Host> answers) {
            answer(request, answers, () -> put(request.getName(), HostState.HOST_STATE_CORDONED));
        }

        @Override
        public void uncordonHost(UncordonHostRequest request, StreamObserver<Host> answers) {
            answer(request, answers, () -> put(request.getName(), HostState.HOST_STATE_UP));
        }

        @Override
        public void confirmFenced(ConfirmFencedRequest request, StreamObserver<Host> answers) {
            answer(request, answers, () -> put(request.getName(), HostState.HOST_STATE_GONE));
        }

        private Host put(String name, HostState state) {
            Host host = require(hosts, name).toBuilder().setState(state).build();
            hosts.put(name, host);
            return host;
        }
    }

    private final class Regions extends RegionServiceGrpc.RegionServiceImplBase {
        @Override
        public void getRegion(GetRegionRequest request, StreamObserver<Region> answers) {
            answer(request, answers, () -> region);
        }

        @Override
        public void listRegions(ListRegionsRequest request, StreamObserver<ListRegionsResponse> answers) {
            answer(
                    request,
                    answers,
                    () -> ListRegionsResponse.newBuilder().addRegions(region).build());
        }

        @Override
        public void getCapacity(GetCapacityRequest request, StreamObserver<RegionCapacity> answers) {
            answer(request, answers, () -> capacity);
        }

        @Override
        public void listSizes(ListSizesRequest request, StreamObserver<ListSizesResponse> answers) {
            answer(
                    request,
                    answers,
                    () -> ListSizesResponse.newBuilder().addAllSizes(sizes).build());
        }

        @Override
        public void listFindings(ListFindingsRequest request, StreamObserver<ListFindingsResponse> answers) {
            answer(
                    request,
                    answers,
                    () -> ListFindingsResponse.newBuilder()
                            .addFindings(Finding.newBuilder()
                                    .setResource(region.getName() + "/hosts/h-1")
                                    .setRule("over-capacity")
                                    .setWhat("its claims are 9 cores together, and it has 8")
                                    .setFoundAt(Timestamps.fromMillis(0)))
                            .setTotal(1)
                            .build());
        }
    }

    private final class Operations extends OperationsGrpc.OperationsImplBase {
        @Override
        public void getOperation(GetOperationRequest request, StreamObserver<Operation> answers) {
            answer(request, answers, () -> require(operations, request.getName()));
        }

        @Override
        public void listOperations(ListOperationsRequest request, StreamObserver<ListOperationsResponse> answers) {
            answer(request, answers, () -> {
                Page<Operation> page =
                        page(List.copyOf(operations.values()), request.getPageSize(), request.getPageToken());
                return ListOperationsResponse.newBuilder()
                        .addAllOperations(page.entries())
                        .setNextPageToken(page.next())
                        .build();
            });
        }

        @Override
        public void waitOperation(WaitOperationRequest request, StreamObserver<Operation> answers) {
            answer(request, answers, () -> {
                Operation after = progress.apply(require(operations, request.getName()));
                operations.put(after.getName(), after);
                return after;
            });
        }
    }
}
