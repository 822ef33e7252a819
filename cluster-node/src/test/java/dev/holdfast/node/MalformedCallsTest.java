package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;

import build.buf.protovalidate.Validator;
import build.buf.protovalidate.ValidatorFactory;
import build.buf.protovalidate.exceptions.ExecutionException;
import build.buf.protovalidate.exceptions.ValidationException;
import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.ListOperationsRequest;
import com.google.longrunning.WaitOperationRequest;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.core.region.SizeCatalogue;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.node.agent.AgentGrpcService;
import dev.holdfast.node.edge.EdgeLimits;
import dev.holdfast.node.edge.EdgeSettings;
import dev.holdfast.node.edge.GrpcEdge;
import dev.holdfast.node.edge.PageTokens;
import dev.holdfast.node.edge.RegionDirectory;
import dev.holdfast.node.edge.RegionNames;
import dev.holdfast.node.edge.RegionRouter;
import dev.holdfast.node.edge.ResourceCalls;
import dev.holdfast.node.host.HostGrpcService;
import dev.holdfast.node.instance.InstanceGrpcService;
import dev.holdfast.node.instance.OperationsGrpcService;
import dev.holdfast.node.placement.RegionOutlook;
import dev.holdfast.node.placement.RegionPlacer;
import dev.holdfast.node.region.RegionGrpcService;
import dev.holdfast.node.region.SizeSettings;
import dev.holdfast.node.resource.KeeperIds;
import dev.holdfast.node.resource.Reply;
import dev.holdfast.node.resource.ResourceMessage;
import dev.holdfast.node.telemetry.CallFigures;
import dev.holdfast.node.watch.WatchSettings;
import dev.holdfast.node.watch.Watches;
import dev.holdfast.v1.AgentServiceProto;
import dev.holdfast.v1.CreateInstanceRequest;
import dev.holdfast.v1.GetInstanceRequest;
import dev.holdfast.v1.HostServiceProto;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceServiceProto;
import dev.holdfast.v1.ListHostsRequest;
import dev.holdfast.v1.ListInstanceEventsRequest;
import dev.holdfast.v1.ListInstancesRequest;
import dev.holdfast.v1.Quantities;
import dev.holdfast.v1.RegionServiceProto;
import dev.holdfast.v1.RegisterHostRequest;
import dev.holdfast.v1.StopInstanceRequest;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Calls that nobody should make, over a real socket to the real edge and services. Behind them, in the place of all
 * resources, is one actor that counts what reaches it: a message is sent before its call is answered, so that a call
 * after the bad ones, once answered, proves that nothing of theirs came before it.
 */
class MalformedCallsTest {
    private static final String INSTANCES = "holdfast.v1.InstanceService/";
    private static final String HOSTS = "holdfast.v1.HostService/";
    private static final String OPERATIONS = "google.longrunning.Operations/";
    private static final String PARENT = "projects/default/regions/local";
    private static final String NAME = PARENT + "/instances/web-1";
    private static final long PATIENCE_SECONDS = 30;
    private static final List<FileDescriptor> OURS = List.of(
            InstanceServiceProto.getDescriptor(),
            HostServiceProto.getDescriptor(),
            RegionServiceProto.getDescriptor(),
            AgentServiceProto.getDescriptor());

    private static final Pattern MORE = Pattern.compile("\\(and ([0-9]+) more\\)$");

    private static final AtomicInteger reached = new AtomicInteger();
    private static ActorTestKit kit;
    private static ScheduledExecutorService timer;
    private static GrpcEdge edge;
    private static ManagedChannel channel;

    /** @param field that the answer must name */
    private record Bad(String what, String method, ByteString request, String field) {}

    @BeforeAll
    static void start() throws Exception {
        kit = ActorTestKit.create();
        timer = Executors.newSingleThreadScheduledExecutor();
        ActorRef<ShardingEnvelope<ResourceMessage>> everything =
                kit.spawn(Behaviors.<ShardingEnvelope<ResourceMessage>>receiveMessage(envelope -> {
                    reached.incrementAndGet();
                    refuse(envelope.message());
                    return Behaviors.same();
                }));
        RegionNames names = new RegionNames("local");
        ResourceCalls calls = new ResourceCalls(kit.system(), everything, "thing", 1, _ -> 0);
        EdgeSettings settings = new EdgeSettings(
                "127.0.0.1", 0, "127.0.0.1", 0, Optional.empty(), new EdgeLimits(100, 100, 1_000_000, 1_000_000, 10));
        WatchSettings watching = WatchSettings.from(ConfigFactory.defaultReference());
        Watches watches = new Watches(kit.system(), everything, "thing", 1, 1, watching);
        RegionOutlook outlook = new RegionOutlook(
                kit.system(), kit.<RegionPlacer.Message>createTestProbe().ref());
        SizeCatalogue sizes = SizeSettings.from(ConfigFactory.defaultReference());
        edge = GrpcEdge.start(
                settings,
                List.of(
                        new InstanceGrpcService(names, calls, watches, outlook, sizes),
                        new OperationsGrpcService(names, calls, timer),
                        new HostGrpcService(names, calls, watches),
                        new RegionGrpcService(names, outlook, sizes, calls, calls),
                        new AgentGrpcService(kit.system(), "local", everything, _ -> KeeperIds.keeperOf(0))),
                new RegionRouter(RegionDirectory.none("local")),
                new CallFigures(new SimpleMeterRegistry()));
        channel = NettyChannelBuilder.forAddress("127.0.0.1", edge.port())
                .usePlaintext()
                .build();
    }

    @AfterAll
    static void end() {
        channel.shutdownNow();
        edge.close();
        timer.shutdownNow();
        kit.shutdownTestKit();
    }

    @BeforeEach
    void forget() {
        reached.set(0);
    }

    @Test
    void everyFieldOfEveryRequestIsHeldAgainstItsRule() throws Exception {
        Validator validator = ValidatorFactory.newBuilder().build();
        TreeSet<String> unbroken = new TreeSet<>();
        int sent = 0;
        for (MethodDescriptor method : methods()) {
            TreeSet<String> fields = new TreeSet<>();
            TreeSet<String> broken = new TreeSet<>();
            for (Mutations.Mutation mutation : Mutations.of(DynamicMessage.getDefaultInstance(method.getInputType()))) {
                if (!mayHoldAnything(method, mutation.path())) {
                    fields.add(mutation.path());
                }
                if (breaksARule(validator, mutation)) {
                    broken.add(mutation.path());
                    String name = method.getService().getFullName() + "/" + method.getName();
                    StatusRuntimeException refusal =
                            refused(name, mutation.message().toByteArray(), method.isServerStreaming());
                    List<String> named = fieldsOf(refusal);
                    assertThat(named)
                            .as("%s with a bad %s", name, mutation.path())
                            .matches(told -> holdsMoreThanItSays(refusal, told.size())
                                    || told.stream()
                                            .anyMatch(field -> field.startsWith(mutation.path())
                                                    || isATimeWith(field, mutation.path())));
                    sent++;
                }
            }
            fields.removeAll(broken);
            fields.forEach(field -> unbroken.add(method.getInputType().getName() + "." + field));
        }
        assertThat(unbroken).as("fields that no value was refused for").isEmpty();
        assertThat(sent).isGreaterThan(400);
        nothingReachedAnActor();
    }

    @Test
    void whatPeopleGetWrongIsToldThemByFieldAndRule() throws Exception {
        List<Bad> calls = badCalls();
        assertThat(calls).hasSizeGreaterThanOrEqualTo(40);
        for (Bad call : calls) {
            StatusRuntimeException refusal =
                    refused(call.method(), call.request().toByteArray(), false);
            assertThat(refusal.getStatus().getCode()).as(call.what()).isEqualTo(Status.Code.INVALID_ARGUMENT);
            assertThat(fieldsOf(refusal)).as(call.what()).anyMatch(field -> field.startsWith(call.field()));
            assertThat(refusal.getStatus().getDescription()).as(call.what()).contains(": ");
        }
        nothingReachedAnActor();
    }

    @Test
    void aMessageThatIsTooLargeIsRefusedWithTheSizeThatItMayHave() throws Exception {
        StatusRuntimeException refusal = refused(INSTANCES + "GetInstance", new byte[5 << 20], false);
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(refusal.getStatus().getDescription()).contains("maximum size 4194304");
        nothingReachedAnActor();
    }

    @Test
    void aMethodThatIsNotThereIsNamed() throws Exception {
        for (String method : List.of(INSTANCES + "Explode", OPERATIONS + "CancelOperation")) {
            StatusRuntimeException refusal = refused(method, new byte[0], false);
            assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
            assertThat(refusal.getStatus().getDescription()).contains(method);
        }
        nothingReachedAnActor();
    }

    @Test
    void aSessionOfGarbageEndsWithTheReason() throws Exception {
        StatusRuntimeException refusal =
                refused("holdfast.v1.AgentService/Session", new byte[] {1, 2, 3, (byte) 0xff}, true);
        assertThat(fieldsOf(refusal)).containsExactly("request");
        nothingReachedAnActor();
    }

    private static void nothingReachedAnActor() throws Exception {
        assertThat(reached).hasValue(0);
        StatusRuntimeException answer = refused(
                INSTANCES + "GetInstance",
                GetInstanceRequest.newBuilder().setName(NAME).build().toByteArray(),
                false);
        assertThat(answer.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(reached).as("the good call, and nothing before it").hasValue(1);
    }

    private static List<Bad> badCalls() {
        List<Bad> calls = new ArrayList<>();
        for (String name : List.of(
                "",
                "web-1",
                PARENT,
                PARENT + "/instances/",
                PARENT + "/instances/Web-1",
                PARENT + "/instances/web-1/",
                PARENT + "/instances/web_1",
                PARENT + "/instances/1web",
                PARENT + "/instances/web-",
                PARENT + "/instances/" + "a".repeat(64),
                PARENT + "/instances/wéb",
                PARENT + "/instances/web-1\n",
                PARENT + "/instances/web-1\u0000",
                "projects/../regions/local/instances/web-1",
                "projects/default/regions/LOCAL/instances/web-1",
                "//holdfast.dev/" + NAME)) {
            calls.add(bad(
                    "name " + name,
                    "GetInstance",
                    GetInstanceRequest.newBuilder().setName(name),
                    "name"));
        }
        calls.add(create("no parent", "parent", request -> request.setParent("")));
        calls.add(create("a parent without region", "parent", request -> request.setParent("projects/default")));
        calls.add(create("no id", "instance_id", CreateInstanceRequest.Builder::clearInstanceId));
        calls.add(create("a long id", "instance_id", request -> request.setInstanceId("a".repeat(64))));
        calls.add(create("no instance", "instance", CreateInstanceRequest.Builder::clearInstance));
        calls.add(create("a request id with a space", "request_id", request -> request.setRequestId("a b")));
        calls.add(create("a long request id", "request_id", request -> request.setRequestId("r".repeat(65))));
        calls.add(create("a request id of control characters", "request_id", it -> it.setRequestId("\u0007")));
        calls.add(instance("no size", "instance.size", Instance.Builder::clearSize));
        calls.add(size("no cores", "instance.size", size -> size.setCores(0)));
        calls.add(size("negative cores", "instance.size.cores", size -> size.setCores(-1)));
        calls.add(size("too many cores", "instance.size.cores", size -> size.setCores(Integer.MAX_VALUE)));
        calls.add(size("too little memory", "instance.size", size -> size.setMemoryMib(64)));
        calls.add(size("negative memory", "instance.size.memory_mib", size -> size.setMemoryMib(Long.MIN_VALUE)));
        calls.add(size("negative disk", "instance.size.disk_gib", size -> size.setDiskGib(-1)));
        calls.add(size("too many gpus", "instance.size.gpus", size -> size.setGpus(1_000_000)));
        calls.add(instance("no image", "instance.image", Instance.Builder::clearImage));
        calls.add(instance("a huge image", "instance.image", it -> it.setImage("i".repeat(100_000))));
        calls.add(instance("a bad label key", "instance.labels", it -> it.putLabels("Bad Key", "v")));
        calls.add(instance("a long label value", "instance.labels", it -> it.putLabels("k", "v".repeat(1_000))));
        calls.add(instance("too many labels", "instance.labels", it -> {
            for (int label = 0; label < 1_000; label++) {
                it.putLabels("k" + label, "v");
            }
            return it;
        }));
        calls.add(instance("huge user data", "instance.user_data", it -> it.setUserData("u".repeat(20_000))));
        calls.add(instance("a bad spread key", "instance.spread_key", it -> it.setSpreadKey("Spread!")));
        calls.add(instance("a state that is none", "instance.state", it -> it.setStateValue(99)));
        calls.add(instance(
                "a stop grace before it began",
                "instance.stop_grace",
                it -> it.setStopGrace(com.google.protobuf.Duration.newBuilder().setSeconds(-1))));
        calls.add(instance(
                "a placement deadline in a million years",
                "instance.placement_deadline",
                it -> it.setPlacementDeadline(
                        com.google.protobuf.Duration.newBuilder().setSeconds(Integer.MAX_VALUE))));
        calls.add(bad(
                "a long etag",
                "StopInstance",
                StopInstanceRequest.newBuilder().setName(NAME).setEtag("e".repeat(65)),
                "etag"));
        for (int pageSize : List.of(-1, 1_001, Integer.MAX_VALUE)) {
            calls.add(bad(
                    "page size " + pageSize,
                    "ListInstances",
                    ListInstancesRequest.newBuilder().setParent(PARENT).setPageSize(pageSize),
                    "page_size"));
        }
        for (String token : List.of("%%%", "bm9uZSBvZiBvdXJz", "t".repeat(513), PageTokens.of("x", "other"))) {
            calls.add(bad(
                    "page token " + token,
                    "ListInstances",
                    ListInstancesRequest.newBuilder().setParent(PARENT).setPageToken(token),
                    "page_token"));
        }
        calls.add(bad(
                "a page token of events that is no number",
                "ListInstanceEvents",
                ListInstanceEventsRequest.newBuilder()
                        .setParent(NAME)
                        .setPageToken(PageTokens.of("soon", "events", NAME)),
                "page_token"));
        calls.add(bad(
                "a read mode that is none",
                "GetInstance",
                GetInstanceRequest.newBuilder().setName(NAME).setReadModeValue(7),
                "read_mode"));
        calls.add(new Bad(
                "hosts of no region",
                HOSTS + "ListHosts",
                ListHostsRequest.newBuilder().setParent("regions/").build().toByteString(),
                "parent"));
        calls.add(new Bad(
                "a host without anything",
                HOSTS + "RegisterHost",
                RegisterHostRequest.newBuilder()
                        .setParent("regions/local")
                        .setHostId("host-1")
                        .build()
                        .toByteString(),
                "host"));
        calls.add(operation("GetOperation", GetOperationRequest.newBuilder().setName("operations/1"), "name"));
        calls.add(operation("GetOperation", GetOperationRequest.newBuilder(), "name"));
        calls.add(operation("WaitOperation", WaitOperationRequest.newBuilder().setName(NAME), "name"));
        calls.add(operation(
                "WaitOperation",
                WaitOperationRequest.newBuilder()
                        .setName(PARENT + "/operations/web-1.1")
                        .setTimeout(com.google.protobuf.Duration.newBuilder().setSeconds(-5)),
                "timeout"));
        calls.add(operation(
                "WaitOperation",
                WaitOperationRequest.newBuilder()
                        .setName(PARENT + "/operations/web-1.1")
                        .setTimeout(com.google.protobuf.Duration.newBuilder().setNanos(Integer.MAX_VALUE)),
                "timeout"));
        calls.add(operation("ListOperations", ListOperationsRequest.newBuilder().setName("projects/p"), "name"));
        calls.add(operation(
                "ListOperations",
                ListOperationsRequest.newBuilder().setName(PARENT).setPageSize(-1),
                "page_size"));
        calls.add(operation(
                "ListOperations",
                ListOperationsRequest.newBuilder().setName(PARENT).setFilter("done"),
                "filter"));
        calls.add(operation(
                "ListOperations",
                ListOperationsRequest.newBuilder().setName(PARENT).setPageToken("?"),
                "page_token"));
        for (byte[] garbage : List.of(
                new byte[] {1, 2, 3, (byte) 0xff},
                new byte[] {10, 2, (byte) 0xff, (byte) 0xfe},
                new byte[] {10, 127},
                new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff})) {
            calls.add(new Bad(
                    "bytes that are no message", INSTANCES + "GetInstance", ByteString.copyFrom(garbage), "request"));
            calls.add(new Bad(
                    "bytes that are no message", OPERATIONS + "GetOperation", ByteString.copyFrom(garbage), "request"));
        }
        return calls;
    }

    private static Bad bad(String what, String method, Message.Builder request, String field) {
        return new Bad(what, INSTANCES + method, request.build().toByteString(), field);
    }

    private static Bad operation(String method, Message.Builder request, String field) {
        return new Bad(
                method + " " + request, OPERATIONS + method, request.build().toByteString(), field);
    }

    private static Bad create(String what, String field, UnaryOperator<CreateInstanceRequest.Builder> change) {
        CreateInstanceRequest.Builder good = CreateInstanceRequest.newBuilder()
                .setParent(PARENT)
                .setInstanceId("web-1")
                .setInstance(Instance.newBuilder()
                        .setImage("debian-13")
                        .setSize(Quantities.newBuilder()
                                .setCores(1)
                                .setMemoryMib(1024)
                                .setDiskGib(10)));
        return bad(what, "CreateInstance", change.apply(good), field);
    }

    private static Bad instance(String what, String field, UnaryOperator<Instance.Builder> change) {
        return create(what, field, good -> {
            var _ = change.apply(good.getInstanceBuilder());
            return good;
        });
    }

    private static Bad size(String what, String field, UnaryOperator<Quantities.Builder> change) {
        return instance(what, field, good -> {
            var _ = change.apply(good.getSizeBuilder());
            return good;
        });
    }

    private static boolean breaksARule(Validator validator, Mutations.Mutation mutation) throws ValidationException {
        try {
            return validator.validate(mutation.message()).getViolations().stream()
                    .anyMatch(violation -> path(violation.toProto()).startsWith(mutation.path()));
        } catch (ExecutionException | DateTimeException beyondAnyRule) {
            return true;
        }
    }

    /** Of many faults only the first are told, and their number. */
    private static boolean holdsMoreThanItSays(StatusRuntimeException refusal, int told) {
        Matcher more = MORE.matcher(String.valueOf(refusal.getStatus().getDescription()));
        return more.find() && Integer.parseInt(more.group(1)) >= told;
    }

    /** What is wrong with the seconds of a time is told of the time. */
    private static boolean isATimeWith(String field, String path) {
        return path.equals(field + ".seconds") || path.equals(field + ".nanos");
    }

    /** A switch may be on or off, and a message is held against the rules of what is in it. */
    private static boolean mayHoldAnything(MethodDescriptor method, String path) {
        FieldDescriptor field = null;
        for (String name : path.replace("[0]", "").split("\\.", -1)) {
            field = (field == null ? method.getInputType() : field.getMessageType()).findFieldByName(name);
        }
        return field != null
                && (field.getJavaType() == FieldDescriptor.JavaType.BOOLEAN
                        || (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !field.isRepeated())
                        || field.getFile().getPackage().equals("google.protobuf"));
    }

    private static List<MethodDescriptor> methods() {
        return OURS.stream()
                .flatMap(file -> file.getServices().stream())
                .flatMap(service -> service.getMethods().stream())
                .toList();
    }

    private static String path(build.buf.validate.Violation violation) {
        StringBuilder path = new StringBuilder();
        violation
                .getField()
                .getElementsList()
                .forEach(element -> path.append(path.isEmpty() ? "" : ".")
                        .append(element.getFieldName())
                        .append(element.hasIndex() ? "[" + element.getIndex() + "]" : ""));
        return path.toString();
    }

    private static void refuse(ResourceMessage message) {
        Reply nothing = new Reply.Refused(ErrorCode.NOT_FOUND, "there is nothing here");
        if (message instanceof ResourceMessage.Read read) {
            read.replyTo().tell(nothing);
        } else if (message instanceof ResourceMessage.Execute execute) {
            execute.replyTo().tell(nothing);
        } else if (message instanceof ResourceMessage.ListStates list) {
            list.replyTo().tell(nothing);
        } else if (message instanceof ResourceMessage.ListEvents list) {
            list.replyTo().tell(nothing);
        } else if (message instanceof ResourceMessage.ListFindings list) {
            list.replyTo().tell(nothing);
        }
    }

    private static List<String> fieldsOf(StatusRuntimeException refusal) throws Exception {
        com.google.rpc.Status status =
                Optional.ofNullable(StatusProto.fromThrowable(refusal)).orElseThrow();
        assertThat(status.getDetailsList()).as(refusal.toString()).isNotEmpty();
        assertThat(status.getDetails(0).unpack(ErrorInfo.class).getReason()).isEqualTo("INVALID_ARGUMENT");
        for (Any detail : status.getDetailsList()) {
            if (detail.is(BadRequest.class)) {
                return detail.unpack(BadRequest.class).getFieldViolationsList().stream()
                        .peek(violation -> assertThat(violation.getDescription())
                                .as("the rule of %s", violation.getField())
                                .isNotBlank())
                        .map(BadRequest.FieldViolation::getField)
                        .toList();
            }
        }
        throw new AssertionError("no BadRequest in " + status);
    }

    private static StatusRuntimeException refused(String method, byte[] request, boolean stream) {
        io.grpc.MethodDescriptor<byte[], byte[]> descriptor = io.grpc.MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(
                        stream
                                ? io.grpc.MethodDescriptor.MethodType.BIDI_STREAMING
                                : io.grpc.MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(method)
                .setRequestMarshaller(new RawBytes())
                .setResponseMarshaller(new RawBytes())
                .build();
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
        try {
            if (stream) {
                // Both ends one at a time: what is asked of the stream is how it ends.
                var _ = ClientCalls.blockingServerStreamingCall(channel, descriptor, options, request)
                        .hasNext();
            } else {
                var _ = ClientCalls.blockingUnaryCall(channel, descriptor, options, request);
            }
        } catch (StatusRuntimeException refusal) {
            return refusal;
        }
        throw new AssertionError(method + " was not refused");
    }
}
