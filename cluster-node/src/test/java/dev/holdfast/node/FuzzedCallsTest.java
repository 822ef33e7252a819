package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc;
import com.google.longrunning.WaitOperationRequest;
import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.v1.CreateInstanceRequest;
import dev.holdfast.v1.GetInstanceRequest;
import dev.holdfast.v1.Host;
import dev.holdfast.v1.HostServiceGrpc;
import dev.holdfast.v1.HostServiceProto;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceServiceGrpc;
import dev.holdfast.v1.InstanceServiceProto;
import dev.holdfast.v1.ListInstanceEventsRequest;
import dev.holdfast.v1.Quantities;
import dev.holdfast.v1.RegionServiceProto;
import dev.holdfast.v1.RegisterHostRequest;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Requests that were bitten: good ones and odd ones with bytes changed, cut and put in, sent to every unary method of a
 * whole node. Whatever comes, the answer is one that the interface knows, and an instance that nobody asked for stays
 * as it was. {@code -Dholdfast.fuzz.seconds} says for how long, {@code -Dholdfast.seed} from which seed; a failure
 * prints the seed, the method and the bytes.
 */
class FuzzedCallsTest {
    private static final Duration LASTS = Duration.ofSeconds(Long.getLong("holdfast.fuzz.seconds", 4));
    private static final long SEED = Long.getLong("holdfast.seed", 1);
    private static final long PATIENCE_SECONDS = 30;
    private static final String NAME = "projects/bystander/regions/local/instances/quiet";

    /** What the edge may say to a request that is wrong or comes at a wrong time; a defect is none of it. */
    private static final Set<Status.Code> KNOWN = EnumSet.of(
            Status.Code.INVALID_ARGUMENT,
            Status.Code.NOT_FOUND,
            Status.Code.ALREADY_EXISTS,
            Status.Code.FAILED_PRECONDITION,
            Status.Code.ABORTED,
            Status.Code.RESOURCE_EXHAUSTED);

    private static final List<FileDescriptor> OURS = List.of(
            InstanceServiceProto.getDescriptor(), HostServiceProto.getDescriptor(), RegionServiceProto.getDescriptor());

    private static Node node;
    private static ManagedChannel channel;

    @BeforeAll
    static void start() throws Exception {
        node = Node.start(NodeSettings.from(ConfigFactory.parseString("""
                holdfast.log.store = memory
                holdfast.log.shards { instance = 4, host = 4 }
                holdfast.edge.grpc.port = 0
                holdfast.edge.http.port = 0
                """)));
        channel = NettyChannelBuilder.forAddress("127.0.0.1", node.grpcPort())
                .usePlaintext()
                .build();
        Quantities capacity = Quantities.newBuilder()
                .setCores(64)
                .setMemoryMib(65_536)
                .setDiskGib(1_000)
                .build();
        var _ = HostServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .registerHost(RegisterHostRequest.newBuilder()
                        .setParent("regions/local")
                        .setHostId("quiet-host")
                        .setHost(Host.newBuilder().setCapacity(capacity).setFaultDomain("fd-1"))
                        .build());
        ScriptedAgent agent = new ScriptedAgent(channel, "quiet-host");
        var _ = agent.welcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        Operation created = instances()
                .createInstance(CreateInstanceRequest.newBuilder()
                        .setParent("projects/bystander/regions/local")
                        .setInstanceId("quiet")
                        .setInstance(Instance.newBuilder()
                                .setImage("debian-13")
                                .setSize(Quantities.newBuilder()
                                        .setCores(1)
                                        .setMemoryMib(1024)
                                        .setDiskGib(1)))
                        .build());
        Operation done = OperationsGrpc.newBlockingStub(channel)
                .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .waitOperation(WaitOperationRequest.newBuilder()
                        .setName(created.getName())
                        .build());
        assertThat(done.hasResponse()).as(done.toString()).isTrue();
    }

    @AfterAll
    static void end() {
        channel.shutdownNow();
        node.close();
    }

    @Test
    void noBytesBreakTheNodeOrTouchAnInstanceThatNobodyAskedFor() throws Exception {
        List<Message> before = bystander();
        Random random = new Random(SEED);
        List<MethodDescriptor> methods = OURS.stream()
                .flatMap(file -> file.getServices().stream())
                .flatMap(service -> service.getMethods().stream())
                .filter(method -> !method.isServerStreaming() && !method.isClientStreaming())
                .toList();
        List<List<byte[]>> seeds = new ArrayList<>();
        for (MethodDescriptor method : methods) {
            seeds.add(Stream.concat(
                            Mutations.of(DynamicMessage.getDefaultInstance(method.getInputType())).stream()
                                    .map(Mutations.Mutation::message),
                            Stream.of(DynamicMessage.getDefaultInstance(method.getInputType())))
                    .map(Message::toByteArray)
                    .filter(bytes -> bytes.length < 4_096)
                    .toList());
        }
        long until = System.nanoTime() + LASTS.toNanos();
        int sent = 0;
        while (System.nanoTime() < until) {
            int which = random.nextInt(methods.size());
            List<byte[]> known = seeds.get(which);
            byte[] bytes = bitten(known.get(random.nextInt(known.size())), random);
            judge(methods.get(which), bytes);
            sent++;
        }
        assertThat(sent).isGreaterThan(50);
        assertThat(bystander()).isEqualTo(before);
    }

    private static void judge(MethodDescriptor method, byte[] bytes) throws Exception {
        String name = method.getService().getFullName() + "/" + method.getName();
        String told = "seed " + SEED + ", " + name + ", bytes "
                + java.util.HexFormat.of().formatHex(bytes);
        try {
            var _ = ClientCalls.blockingUnaryCall(
                    channel,
                    io.grpc.MethodDescriptor.<byte[], byte[]>newBuilder()
                            .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
                            .setFullMethodName(name)
                            .setRequestMarshaller(new RawBytes())
                            .setResponseMarshaller(new RawBytes())
                            .build(),
                    CallOptions.DEFAULT.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS),
                    bytes);
        } catch (StatusRuntimeException refusal) {
            assertThat(refusal.getStatus().getCode())
                    .as(told + ": " + refusal.getStatus())
                    .isIn(KNOWN);
            List<Any> details = Optional.ofNullable(StatusProto.fromThrowable(refusal))
                    .orElseThrow()
                    .getDetailsList();
            assertThat(details).as(told).isNotEmpty();
            assertThat(details.getFirst().unpack(ErrorInfo.class).getDomain())
                    .as(told)
                    .isEqualTo("holdfast.dev");
        }
    }

    /** One to four bites; now and then none. */
    private static byte[] bitten(byte[] good, Random random) {
        byte[] bytes = good;
        for (int bites = random.nextInt(5); bites > 0; bites--) {
            int at = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
            bytes = switch (random.nextInt(4)) {
                case 0 -> changed(bytes, at, random);
                case 1 -> java.util.Arrays.copyOf(bytes, at);
                case 2 -> joined(java.util.Arrays.copyOf(bytes, at), some(random), from(bytes, at));
                default -> joined(bytes, from(bytes, at), new byte[0]);
            };
        }
        return bytes;
    }

    private static byte[] changed(byte[] bytes, int at, Random random) {
        byte[] copy = bytes.clone();
        if (copy.length > 0) {
            copy[at] = (byte) random.nextInt(256);
        }
        return copy;
    }

    private static byte[] some(Random random) {
        byte[] some = new byte[1 + random.nextInt(12)];
        random.nextBytes(some);
        return some;
    }

    private static byte[] from(byte[] bytes, int at) {
        return java.util.Arrays.copyOfRange(bytes, at, bytes.length);
    }

    private static byte[] joined(byte[] one, byte[] two, byte[] three) {
        byte[] all = java.util.Arrays.copyOf(one, one.length + two.length + three.length);
        System.arraycopy(two, 0, all, one.length, two.length);
        System.arraycopy(three, 0, all, one.length + two.length, three.length);
        return all;
    }

    private static List<Message> bystander() {
        return List.of(
                instances()
                        .getInstance(
                                GetInstanceRequest.newBuilder().setName(NAME).build()),
                instances()
                        .listInstanceEvents(ListInstanceEventsRequest.newBuilder()
                                .setParent(NAME)
                                .build()));
    }

    private static InstanceServiceGrpc.InstanceServiceBlockingStub instances() {
        return InstanceServiceGrpc.newBlockingStub(channel).withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
