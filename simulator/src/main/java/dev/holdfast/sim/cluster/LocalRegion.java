package dev.holdfast.sim.cluster;

import dev.holdfast.agent.simulated.AgentFleet;
import dev.holdfast.agent.simulated.FleetHost;
import dev.holdfast.agent.simulated.FleetListener;
import dev.holdfast.agent.simulated.FleetSettings;
import dev.holdfast.agent.simulated.GroundTruth;
import dev.holdfast.agent.simulated.SimulatedSettings;
import dev.holdfast.sim.history.History;
import dev.holdfast.sim.history.RecordingClient;
import dev.holdfast.sim.invariant.Evidence;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A region of one node in a process of its own, with hosts and clients in this one: the node can be killed, and what
 * hosts and clients know outlives it.
 */
public final class LocalRegion implements WitnessedRegion, AutoCloseable {
    private static final Duration READY_PATIENCE = Duration.ofSeconds(90);
    private static final Duration HOSTS_PATIENCE = Duration.ofSeconds(60);
    /** How long a client asks again before it gives a call up, where nothing else is said. */
    public static final Duration CALL_PATIENCE = Duration.ofSeconds(90);

    private static final int TIMER_THREADS = 2;

    /**
     * What it is made of.
     *
     * @param node how each life of the node is started; its port is chosen by the first life and kept
     * @param hosts by different names
     * @param driver how they behave
     * @param callPatience how long clients ask again before they give a call up, its outcome unknown
     * @param said hears what the node says besides being ready
     */
    public record Plan(
            NodeProcess.Launch node,
            List<FleetHost> hosts,
            SimulatedSettings driver,
            Duration callPatience,
            Consumer<String> said) {
        public Plan {
            hosts = List.copyOf(hosts);
        }

        /** With the usual patience. */
        public Plan(NodeProcess.Launch node, List<FleetHost> hosts, SimulatedSettings driver, Consumer<String> said) {
            this(node, hosts, driver, CALL_PATIENCE, said);
        }
    }

    private final Plan plan;
    private final ScheduledExecutorService timer;
    private final History history = new History();
    private final List<FleetHost> hosts;
    private final AgentFleet fleet;
    private final FleetSettings fleetSettings;
    private final ManagedChannel channel;
    private final RecordingClient client;
    private final int port;
    private NodeProcess node;

    private LocalRegion(Plan plan, NodeProcess node, String address) {
        this.plan = plan;
        this.node = node;
        this.port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        this.timer = Executors.newScheduledThreadPool(
                TIMER_THREADS, Thread.ofPlatform().daemon().name("scenario-", 0).factory());
        this.hosts = plan.hosts();
        this.fleetSettings =
                FleetSettings.of(address, "local", plan.node().folder().resolve("hosts"), hosts, plan.driver());
        this.fleet = AgentFleet.start(fleetSettings, FleetListener.NONE);
        this.channel = Grpc.newChannelBuilder(address, InsecureChannelCredentials.create())
                .build();
        this.client = new RecordingClient(channel, history, timer, plan.callPatience());
        var _ = timer.scheduleWithFixedDelay(
                () -> {
                    if (channel.getState(false) == io.grpc.ConnectivityState.TRANSIENT_FAILURE) {
                        channel.resetConnectBackoff();
                    }
                },
                250,
                250,
                TimeUnit.MILLISECONDS);
    }

    /** Starts the node, and then hosts and clients; the hosts may still be on their way. */
    public static LocalRegion start(Plan plan) throws IOException, InterruptedException {
        NodeProcess node = NodeProcess.start(plan.node(), plan.said());
        try {
            return new LocalRegion(plan, node, node.awaitReady(READY_PATIENCE));
        } catch (IllegalStateException never) {
            node.close();
            throw never;
        }
    }

    public void awaitHosts() throws InterruptedException {
        try {
            fleet.allConnected().toCompletableFuture().get(HOSTS_PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException late) {
            throw new IllegalStateException(
                    "only " + fleet.connected() + " of " + hosts.size() + " hosts have connected", late);
        }
    }

    /** SIGKILL. */
    public Instant kill() throws InterruptedException {
        node.kill();
        return Instant.now();
    }

    /** The next life, on the same folder and port; not waited for. */
    public NodeProcess startAgain() throws IOException {
        NodeProcess.Launch first = plan.node();
        node = NodeProcess.start(
                new NodeProcess.Launch(first.mainClass(), first.folder(), port, first.settings(), first.heapMib()),
                plan.said());
        return node;
    }

    public void awaitReady() throws InterruptedException {
        node.awaitReady(READY_PATIENCE);
    }

    public NodeProcess node() {
        return node;
    }

    public RecordingClient client() {
        return client;
    }

    @Override
    public History history() {
        return history;
    }

    @Override
    public ManagedChannel channel() {
        return channel;
    }

    public ScheduledExecutorService timer() {
        return timer;
    }

    public int connectedHosts() {
        return fleet.connected();
    }

    public int hostCount() {
        return hosts.size();
    }

    @Override
    public SortedMap<String, Evidence.HostRecord> hostRecords() throws IOException {
        SortedMap<String, Evidence.HostRecord> records = new TreeMap<>();
        for (FleetHost host : hosts) {
            Path truth = fleetSettings.truthOf(host);
            records.put(host.name(), new Evidence.HostRecord(host.capacity(), GroundTruth.read(truth)));
        }
        return records;
    }

    @Override
    public void close() {
        channel.shutdownNow();
        fleet.close(Duration.ofSeconds(10));
        node.close();
        timer.shutdownNow();
    }
}
