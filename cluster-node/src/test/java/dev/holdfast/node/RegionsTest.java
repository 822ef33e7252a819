package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc;
import com.google.longrunning.WaitOperationRequest;
import com.google.rpc.ErrorInfo;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.v1.CreateInstanceRequest;
import dev.holdfast.v1.GetInstanceRequest;
import dev.holdfast.v1.Host;
import dev.holdfast.v1.HostServiceGrpc;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceServiceGrpc;
import dev.holdfast.v1.Quantities;
import dev.holdfast.v1.RegisterHostRequest;
import dev.holdfast.v1.UpdateInstanceRequest;
import dev.holdfast.v1.WatchInstancesRequest;
import dev.holdfast.v1.WatchInstancesResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two regions in one process; whoever speaks to one may mean the other. */
class RegionsTest {
    private static final String EAST = "projects/shop/regions/east";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private Path file;
    private Node west;
    private Node east;
    private ManagedChannel atWest;
    private ManagedChannel atEast;

    @BeforeEach
    void start() throws Exception {
        file = folder.resolve("regions.conf");
        Files.writeString(file, "");
        west = node("west");
        east = node("east");
        atWest = channel(west);
        atEast = channel(east);
        register(atEast, "east");
        ScriptedAgent agent = new ScriptedAgent(atEast, "east", "host-1");
        agent.welcome.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private Node node(String region) throws Exception {
        return Node.start(NodeSettings.from(ConfigFactory.parseString("""
                holdfast.region = %s
                holdfast.log.store = memory
                holdfast.log.shards { instance = 4, host = 4 }
                holdfast.edge.grpc.port = 0
                holdfast.edge.http.port = 0
                holdfast.regions { file = "%s", look-again = 200ms, connect-within = 1s }
                """.formatted(region, file))));
    }

    private static ManagedChannel channel(Node node) {
        return NettyChannelBuilder.forAddress("127.0.0.1", node.grpcPort())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void end() {
        atWest.shutdownNow();
        atEast.shutdownNow();
        west.close();
        east.close();
    }

    @Test
    void aRegionAnswersAtAnotherOnesNodesOnceTheirDirectoryNamesItAndIsMissedAtOnceWhenItIsLost() throws Exception {
        assertThat(refusal(() -> get(atWest, "web-1")).getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
        Files.writeString(file, "east = [\"127.0.0.1:" + east.grpcPort() + "\"]");

        Operation created = await().atMost(PATIENCE)
                .ignoreExceptionsMatching(StatusRuntimeException.class::isInstance)
                .until(() -> create(atWest, "web-1"), _ -> true);
        assertThat(created.getName()).startsWith(EAST + "/operations/web-1.");
        assertThat(OperationsGrpc.newBlockingStub(atWest)
                        .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                        .waitOperation(WaitOperationRequest.newBuilder()
                                .setName(created.getName())
                                .build())
                        .hasResponse())
                .isTrue();
        assertThat(get(atWest, "web-1")).isEqualTo(get(atEast, "web-1"));
        assertThat(instances(atWest)
                        .updateInstance(UpdateInstanceRequest.newBuilder()
                                .setInstance(Instance.newBuilder()
                                        .setName(EAST + "/instances/web-1")
                                        .putLabels("tier", "gold"))
                                .setUpdateMask(com.google.protobuf.FieldMask.newBuilder()
                                        .addPaths("labels"))
                                .build())
                        .getDone())
                .isTrue();
        Iterator<WatchInstancesResponse> watch = instances(atWest)
                .watchInstances(
                        WatchInstancesRequest.newBuilder().setParent(EAST).build());
        assertThat(watch.next().getListed().getLabelsMap()).containsEntry("tier", "gold");
        assertThat(watch.next().hasListEnd()).isTrue();
        register(atEast, "east", "host-2");
        ScriptedAgent abroad = new ScriptedAgent(atWest, "east", "host-2");
        assertThat(abroad.welcome.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotEmpty();

        StatusRuntimeException missing = refusal(() -> get(atWest, "nothing"));
        assertThat(reason(missing))
                .as("what the other region says is told as it is")
                .isEqualTo("NOT_FOUND");
        StatusRuntimeException late = refusal(() -> instances(atWest)
                .withDeadlineAfter(1, TimeUnit.NANOSECONDS)
                .getInstance(GetInstanceRequest.newBuilder()
                        .setName(EAST + "/instances/web-1")
                        .build()));
        assertThat(late.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);

        east.close();
        await().atMost(PATIENCE).until(() -> reason(refusal(() -> get(atWest, "web-1"))), "REGION_UNAVAILABLE"::equals);
        await().atMost(PATIENCE).untilAsserted(() -> {
            long asked = System.nanoTime();
            StatusRuntimeException lost = refusal(() -> create(atWest, "web-2"));
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(1));
            assertThat(lost.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(reason(lost)).isEqualTo("REGION_UNAVAILABLE");
            assertThat(lost.getStatus().getDescription()).contains("region east", "from region west");
        });
        register(atWest, "west");
        assertThat(HostServiceGrpc.newBlockingStub(atWest)
                        .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                        .getHost(dev.holdfast.v1.GetHostRequest.newBuilder()
                                .setName("regions/west/hosts/host-1")
                                .build())
                        .getName())
                .as("the region that is left goes on")
                .isEqualTo("regions/west/hosts/host-1");
    }

    @Test
    void twoDirectoriesThatContradictEachOtherMakeNoCircle() throws Exception {
        Files.writeString(
                file, "north = [\"127.0.0.1:%d\", \"127.0.0.1:%d\"]".formatted(east.grpcPort(), west.grpcPort()));
        String name = "projects/shop/regions/north/instances/web-1";
        await().atMost(PATIENCE)
                .until(
                        () -> reason(refusal(() -> instances(atWest)
                                .getInstance(GetInstanceRequest.newBuilder()
                                        .setName(name)
                                        .build()))),
                        "REGION_UNAVAILABLE"::equals);
        StatusRuntimeException circle = refusal(() -> instances(atWest)
                .getInstance(GetInstanceRequest.newBuilder().setName(name).build()));
        assertThat(circle.getStatus().getDescription()).contains("region west sent the call on: correct its directory");
    }

    @Test
    void aDirectoryThatBecameUnreadableChangesNothing() throws Exception {
        Files.writeString(file, "east = [\"127.0.0.1:" + east.grpcPort() + "\"]");
        await().atMost(PATIENCE).until(() -> reason(refusal(() -> get(atWest, "web-1"))), "NOT_FOUND"::equals);
        await().atMost(PATIENCE)
                .ignoreExceptionsMatching(StatusRuntimeException.class::isInstance)
                .until(() -> create(atWest, "web-1"), _ -> true);
        Files.writeString(file, "east = [\"10.0.0.1:7400\"]");
        await().during(Duration.ofSeconds(1))
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(get(atWest, "web-1").getName()).isEqualTo(EAST + "/instances/web-1"));
    }

    private static Operation create(ManagedChannel to, String id) {
        return instances(to)
                .createInstance(CreateInstanceRequest.newBuilder()
                        .setParent(EAST)
                        .setInstanceId(id)
                        .setRequestId("create-" + id)
                        .setInstance(Instance.newBuilder().setSize(size(1)).setImage("debian-13"))
                        .build());
    }

    private static Instance get(ManagedChannel to, String id) {
        return instances(to)
                .getInstance(GetInstanceRequest.newBuilder()
                        .setName(EAST + "/instances/" + id)
                        .build());
    }

    private static void register(ManagedChannel to, String region) {
        register(to, region, "host-1");
    }

    private static void register(ManagedChannel to, String region, String host) {
        var _ = HostServiceGrpc.newBlockingStub(to)
                .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .registerHost(RegisterHostRequest.newBuilder()
                        .setParent("regions/" + region)
                        .setHostId(host)
                        .setHost(Host.newBuilder().setCapacity(size(16)).setFaultDomain("fd-1"))
                        .build());
    }

    private static Quantities size(int cores) {
        return Quantities.newBuilder()
                .setCores(cores)
                .setMemoryMib(1024L * cores)
                .setDiskGib(cores)
                .build();
    }

    private static InstanceServiceGrpc.InstanceServiceBlockingStub instances(ManagedChannel to) {
        return InstanceServiceGrpc.newBlockingStub(to).withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static StatusRuntimeException refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return Objects.requireNonNull(catchThrowableOfType(StatusRuntimeException.class, call));
    }

    private static String reason(StatusRuntimeException refused) throws Exception {
        com.google.rpc.Status details = StatusProto.fromThrowable(refused);
        return details == null || details.getDetailsCount() == 0
                ? ""
                : details.getDetails(0).unpack(ErrorInfo.class).getReason();
    }
}
