package dev.holdfast.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.longrunning.OperationsGrpc;
import com.google.longrunning.WaitOperationRequest;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.agent.process.ProcessRig.Beat;
import dev.holdfast.core.host.LeaseTerms;
import dev.holdfast.node.Node;
import dev.holdfast.node.NodeSettings;
import dev.holdfast.v1.CreateInstanceRequest;
import dev.holdfast.v1.GetHostRequest;
import dev.holdfast.v1.GetInstanceRequest;
import dev.holdfast.v1.HostServiceGrpc;
import dev.holdfast.v1.HostState;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceServiceGrpc;
import dev.holdfast.v1.InstanceState;
import dev.holdfast.v1.OnSilence;
import dev.holdfast.v1.Quantities;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node, two hosts whose agents are processes, and one instance under its host's lease, which counts in a file. Its
 * host's agent is killed, then frozen for longer than the lease; then its whole host dies and comes back. It is healed
 * each time, and nothing but the file says whether two ever ran at once. In real time, with leases as nodes grant them.
 */
@Tag("nightly")
class NeverTwoAcrossHostsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    private final Map<String, ProcessRig> rigs = new TreeMap<>();
    private final Map<String, Process> agents = new TreeMap<>();
    private Optional<Node> started = Optional.empty();
    private Optional<ManagedChannel> opened = Optional.empty();

    @BeforeEach
    void begin() throws Exception {
        Node node = Node.start(NodeSettings.from(ConfigFactory.parseString("""
                holdfast.log.store = memory
                holdfast.log.shards { instance = 4, host = 4 }
                holdfast.edge.grpc.port = 0
                holdfast.edge.http.port = 0
                """)));
        started = Optional.of(node);
        opened = Optional.of(NettyChannelBuilder.forAddress("127.0.0.1", node.grpcPort())
                .usePlaintext()
                .build());
        for (String host : List.of("box-1", "box-2")) {
            rigs.put(host, new ProcessRig(folder.resolve(host), Optional.of(LeaseTerms.LEASE), Optional.empty()));
        }
    }

    @AfterEach
    void end() throws Exception {
        agents.values().forEach(Process::destroyForcibly);
        for (ProcessRig rig : rigs.values()) {
            rig.close();
        }
        opened.ifPresent(ManagedChannel::shutdownNow);
        started.ifPresent(Node::close);
    }

    @Test
    void itIsHealedOncePerLossAndTwoNeverRunAtOnce() throws Exception {
        startAgent("box-1");
        create();
        startAgent("box-2");
        rig().awaitBeats(5);

        signal("box-1", "KILL");
        runsOn("box-2", 2);
        startAgent("box-1");
        isUp("box-1");

        signal("box-2", "STOP");
        runsOn("box-1", 3);
        signal("box-2", "CONT");
        isUp("box-2");
        await().atMost(PATIENCE)
                .until(() -> GuestFolder.all(rig("box-2").directory()).isEmpty());

        // The host dies as a whole: agent, watchdog, and what it runs.
        signal("box-1", "KILL");
        ProcessRig lost = rig("box-1");
        Processes.end(
                Named.parse(Files.readString(lost.directory().resolve(WatchdogMain.NAME_FILE)))
                        .orElseThrow()
                        .identity(),
                true);
        GuestFolder ran = GuestFolder.all(lost.directory()).getFirst();
        Run run = ran.run(ran.ticket().orElseThrow()).orElseThrow();
        run.kill();
        await().atMost(PATIENCE).until(run::isOver);
        runsOn("box-2", 4);
        startAgent("box-1");
        isUp("box-1");
        await().atMost(PATIENCE).until(() -> GuestFolder.all(lost.directory()).isEmpty());
        rig().awaitBeats(50);

        assertThat(rig().runsInTurn()).hasSize(4);
        assertThat(rig().beats().stream().map(Beat::epoch).distinct()).containsExactly(1L, 2L, 3L, 4L);
        System.out.println(
                "never two: " + rig().beats().size() + " beats under 4 epochs on 2 hosts, none between" + " another's");
    }

    private void create() {
        var begun = instances()
                .createInstance(CreateInstanceRequest.newBuilder()
                        .setParent("projects/shop/regions/local")
                        .setInstanceId("web")
                        .setInstance(Instance.newBuilder()
                                .setImage("counter")
                                .addCommand(rig().count().toString())
                                .setSize(Quantities.newBuilder().setCores(1).setMemoryMib(256))
                                .setOnSilence(OnSilence.ON_SILENCE_STOP))
                        .build());
        var done = OperationsGrpc.newBlockingStub(opened.orElseThrow())
                .withDeadlineAfter(60, TimeUnit.SECONDS)
                .waitOperation(WaitOperationRequest.newBuilder()
                        .setName(begun.getName())
                        .build());
        assertThat(done.hasResponse()).as(done.toString()).isTrue();
    }

    private void runsOn(String host, long epoch) throws IOException {
        awaitUntil(() -> {
            Instance web = instances()
                    .getInstance(GetInstanceRequest.newBuilder()
                            .setName("projects/shop/regions/local/instances/web")
                            .build());
            return web.getState() == InstanceState.INSTANCE_STATE_RUNNING
                    && web.getPlacement().getEpoch() == epoch
                    && web.getPlacement().getHost().equals("regions/local/hosts/" + host);
        });
        rig().awaitBeats(5);
        assertThat(rig().beats().getLast().epoch()).isEqualTo(epoch);
    }

    private void isUp(String host) {
        awaitUntil(() -> HostServiceGrpc.newBlockingStub(opened.orElseThrow())
                        .getHost(GetHostRequest.newBuilder()
                                .setName("regions/local/hosts/" + host)
                                .build())
                        .getState()
                == HostState.HOST_STATE_UP);
    }

    private InstanceServiceGrpc.InstanceServiceBlockingStub instances() {
        return InstanceServiceGrpc.newBlockingStub(opened.orElseThrow());
    }

    private static void awaitUntil(Callable<Boolean> so) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(so);
    }

    /** In a process group of its own. */
    private void startAgent(String host) throws IOException {
        Process agent = new ProcessBuilder(
                        "setsid",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ProcessAgentMain.class.getName(),
                        "127.0.0.1:" + started.orElseThrow().grpcPort(),
                        "local",
                        host,
                        LeaseTerms.LEASE.toString(),
                        rig().images().toString(),
                        folder.resolve(host).toString())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve(host + ".out").toFile()))
                .redirectErrorStream(true)
                .start();
        agents.put(host, agent);
        isUp(host);
    }

    private void signal(String host, String name) throws Exception {
        Process kill = new ProcessBuilder(
                        "kill",
                        "-" + name,
                        "--",
                        "-"
                                + Optional.ofNullable(agents.get(host))
                                        .orElseThrow()
                                        .pid())
                .inheritIO()
                .start();
        assertThat(kill.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }

    /** Whose images and whose count both hosts use. */
    private ProcessRig rig() {
        return rig("box-1");
    }

    private ProcessRig rig(String host) {
        return Optional.ofNullable(rigs.get(host)).orElseThrow();
    }
}
