package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.OperationsGrpc;
import com.google.longrunning.WaitOperationRequest;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.agent.simulated.AgentFleet;
import dev.holdfast.agent.simulated.FleetHost;
import dev.holdfast.agent.simulated.FleetListener;
import dev.holdfast.agent.simulated.FleetSettings;
import dev.holdfast.agent.simulated.GroundTruth;
import dev.holdfast.agent.simulated.SimulatedSettings;
import dev.holdfast.core.host.LeaseTerms;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.v1.ConfirmFencedRequest;
import dev.holdfast.v1.CreateInstanceRequest;
import dev.holdfast.v1.GetHostRequest;
import dev.holdfast.v1.GetInstanceRequest;
import dev.holdfast.v1.Host;
import dev.holdfast.v1.HostServiceGrpc;
import dev.holdfast.v1.HostState;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceServiceGrpc;
import dev.holdfast.v1.InstanceState;
import dev.holdfast.v1.OnSilence;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node and two hosts of simulated drivers, in real time: one of the hosts loses its agent for some minutes. */
@Tag("nightly")
class SilentHostTest {
    private static final Duration CLOSING = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private final List<AgentFleet> fleets = new ArrayList<>();
    private Optional<Node> started = Optional.empty();
    private Optional<ManagedChannel> opened = Optional.empty();

    @AfterEach
    void end() {
        fleets.forEach(fleet -> fleet.close(CLOSING));
        opened.ifPresent(ManagedChannel::shutdownNow);
        started.ifPresent(Node::close);
    }

    @Test
    void whatStopsOnSilenceRunsElsewhereAfterItsLeaseAndWhatIsKeptWaitsForAPerson() throws Exception {
        Node node = Node.start(NodeSettings.from(ConfigFactory.parseString("""
                holdfast.log.store = memory
                holdfast.log.shards { instance = 8, host = 8 }
                holdfast.edge.grpc.port = 0
                holdfast.edge.http.port = 0
                """)));
        started = Optional.of(node);
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", node.grpcPort())
                .usePlaintext()
                .build();
        opened = Optional.of(channel);
        FleetSettings first = fleet("box-1");
        AgentFleet silent = begin(first);
        create("stop", OnSilence.ON_SILENCE_STOP);
        create("keep", OnSilence.ON_SILENCE_KEEP);
        awaitUntil(() -> host("box-1").getLease().hasLeft());
        FleetSettings second = fleet("box-2");
        begin(second);

        fleets.remove(silent);
        silent.close(CLOSING);
        Instant left = Instant.now();
        awaitUntil(() -> host("box-1").getState() == HostState.HOST_STATE_SUSPECT);
        awaitUntil(() -> host("box-1").getState() == HostState.HOST_STATE_LOST);
        awaitUntil(() -> instance("stop").getState() == InstanceState.INSTANCE_STATE_DISCONNECTED
                && instance("keep").getState() == InstanceState.INSTANCE_STATE_DISCONNECTED);
        awaitUntil(() -> instance("stop").getState() == InstanceState.INSTANCE_STATE_RUNNING);
        assertThat(Duration.between(left, Instant.now()))
                .isGreaterThan(LeaseTerms.provenAfter().minus(LeaseTerms.RENEW_EVERY.multipliedBy(2)));
        assertThat(instance("stop").getPlacement().getHost()).isEqualTo("regions/local/hosts/box-2");
        assertThat(instance("stop").getPlacement().getEpoch()).isEqualTo(2);

        awaitUntil(() -> instance("keep").getConditionsList().stream()
                .anyMatch(condition -> condition.getType().equals("Held")
                        && condition.getReason().equals("FenceUnproven")));
        hosts().confirmFenced(ConfirmFencedRequest.newBuilder()
                .setName("regions/local/hosts/box-1")
                .setReason("its simulated power was cut")
                .setRequestId("once")
                .build());
        awaitUntil(() -> instance("keep").getState() == InstanceState.INSTANCE_STATE_RUNNING);
        assertThat(instance("keep").getPlacement().getEpoch()).isEqualTo(2);

        // The agent is back: what the watchdog stopped is told, with when, and none of it is left.
        begin(first);
        awaitUntil(() -> host("box-1").getState() == HostState.HOST_STATE_UP);
        awaitUntil(() -> truth(first).running().isEmpty());
        Instant fenced = truth(first).changes().stream()
                .filter(change -> change.kind() == GroundTruth.Kind.FENCED)
                .map(GroundTruth.Change::at)
                .findFirst()
                .orElseThrow();
        Instant healed = truth(second).changes().stream()
                .filter(change -> change.kind() == GroundTruth.Kind.STARTED)
                .map(GroundTruth.Change::at)
                .findFirst()
                .orElseThrow();
        assertThat(fenced).isBefore(healed);
        assertThat(truth(second).running()).hasSize(2);
    }

    private FleetSettings fleet(String host) {
        return FleetSettings.of(
                "127.0.0.1:" + started.orElseThrow().grpcPort(),
                "local",
                folder,
                List.of(new FleetHost(
                        host, new Quantities(8, 8_192, 100, 0), "fd-" + host, Collections.emptySortedMap())),
                SimulatedSettings.of(7));
    }

    private AgentFleet begin(FleetSettings settings) throws Exception {
        AgentFleet fleet = AgentFleet.start(settings, new FleetListener() {
            @Override
            public void connected(int connected, int hosts) {}

            @Override
            public void refused(String host, String why) {}
        });
        fleets.add(fleet);
        fleet.allConnected().toCompletableFuture().get(60, TimeUnit.SECONDS);
        return fleet;
    }

    private static GroundTruth truth(FleetSettings settings) throws IOException {
        return GroundTruth.read(settings.truthOf(settings.hosts().getFirst()));
    }

    private void create(String id, OnSilence onSilence) {
        var begun = InstanceServiceGrpc.newBlockingStub(opened.orElseThrow())
                .createInstance(CreateInstanceRequest.newBuilder()
                        .setParent("projects/default/regions/local")
                        .setInstanceId(id)
                        .setInstance(Instance.newBuilder()
                                .setImage("demo")
                                .setSize(dev.holdfast.v1.Quantities.newBuilder()
                                        .setCores(1)
                                        .setMemoryMib(512))
                                .setOnSilence(onSilence))
                        .build());
        var done = OperationsGrpc.newBlockingStub(opened.orElseThrow())
                .withDeadlineAfter(60, TimeUnit.SECONDS)
                .waitOperation(WaitOperationRequest.newBuilder()
                        .setName(begun.getName())
                        .build());
        assertThat(done.hasResponse()).as(done.toString()).isTrue();
    }

    private Instance instance(String id) {
        return InstanceServiceGrpc.newBlockingStub(opened.orElseThrow())
                .getInstance(GetInstanceRequest.newBuilder()
                        .setName("projects/default/regions/local/instances/" + id)
                        .build());
    }

    private Host host(String id) {
        return hosts().getHost(GetHostRequest.newBuilder()
                .setName("regions/local/hosts/" + id)
                .build());
    }

    private HostServiceGrpc.HostServiceBlockingStub hosts() {
        return HostServiceGrpc.newBlockingStub(opened.orElseThrow());
    }

    private static void awaitUntil(Callable<Boolean> so) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofMillis(200))
                .until(so);
    }
}
