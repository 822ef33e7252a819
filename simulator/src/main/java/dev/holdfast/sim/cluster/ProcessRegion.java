package dev.holdfast.sim.cluster;

import dev.holdfast.agent.simulated.AgentFleet;
import dev.holdfast.agent.simulated.FleetHost;
import dev.holdfast.agent.simulated.FleetListener;
import dev.holdfast.agent.simulated.FleetSettings;
import dev.holdfast.agent.simulated.GroundTruth;
import dev.holdfast.agent.simulated.SimulatedSettings;
import dev.holdfast.cli.cluster.ClusterPlan;
import dev.holdfast.cli.cluster.ClusterStore;
import dev.holdfast.cli.cluster.LocalCluster;
import dev.holdfast.cli.cluster.NodePlace;
import dev.holdfast.sim.history.History;
import dev.holdfast.sim.history.RecordingClient;
import dev.holdfast.sim.history.Sendings;
import dev.holdfast.sim.invariant.Evidence;
import io.grpc.ConnectivityState;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A region of several node processes over Cassandra processes, with hosts and clients in this one: nodes can be killed,
 * paused and stopped, and what hosts and clients know outlives them. All processes end with this one, unless it is
 * killed itself; then {@code holdfast cluster down} in the folder ends them.
 */
public final class ProcessRegion implements WitnessedRegion, AutoCloseable {
    private static final Duration READY_PATIENCE = Duration.ofMinutes(4);
    private static final Duration HOSTS_PATIENCE = Duration.ofMinutes(2);
    private static final int HEAP_MIB = 320;
    private static final int TIMER_THREADS = 2;
    private static final long NUDGE_MILLIS = 250;

    /**
     * What it is made of.
     *
     * @param folder for everything; a cluster's of {@code holdfast cluster}
     * @param storeNodes of Cassandra, each with a copy of everything
     * @param hosts by different names
     * @param driver how they behave
     * @param callPatience how long clients ask again before they give a call up, its outcome unknown
     */
    public record Plan(
            Path folder,
            int nodes,
            int storeNodes,
            List<FleetHost> hosts,
            SimulatedSettings driver,
            Duration callPatience) {
        public Plan {
            hosts = List.copyOf(hosts);
        }
    }

    private final Plan plan;
    private final LocalCluster cluster;
    private final List<NodePlace> places;
    private final ScheduledExecutorService timer;
    private final History history = new History();
    private final Sendings sendings = new Sendings();
    private final List<ManagedChannel> channels;
    private final RecordingClient client;
    private final FleetSettings fleetSettings;
    private final AgentFleet fleet;
    private final Thread atExit;

    private ProcessRegion(Plan plan, LocalCluster cluster, List<NodePlace> places, Thread atExit) {
        this.plan = plan;
        this.cluster = cluster;
        this.places = List.copyOf(places);
        this.atExit = atExit;
        this.timer = Executors.newScheduledThreadPool(
                TIMER_THREADS, Thread.ofPlatform().daemon().name("scenario-", 0).factory());
        List<String> addresses = places.stream().map(NodePlace::grpcAddress).toList();
        this.channels = addresses.stream()
                .map(address -> Grpc.newChannelBuilder(address, InsecureChannelCredentials.create())
                        .build())
                .toList();
        this.client = new RecordingClient(channels, history, sendings, timer, plan.callPatience());
        this.fleetSettings = FleetSettings.of(
                addresses, places.getFirst().region(), plan.folder().resolve("hosts"), plan.hosts(), plan.driver());
        this.fleet = AgentFleet.start(fleetSettings, FleetListener.NONE);
        var _ = timer.scheduleWithFixedDelay(this::nudge, NUDGE_MILLIS, NUDGE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Left alone, a channel that found no node would try again ever later. */
    private void nudge() {
        for (ManagedChannel channel : channels) {
            if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
                channel.resetConnectBackoff();
            }
        }
    }

    /**
     * Starts Cassandra and all nodes on free ports, and gives it back when all serve; hosts may still be on their way.
     *
     * @throws dev.holdfast.cli.CommandFailure when that cannot be had, in one line
     */
    public static ProcessRegion start(Plan plan, Consumer<String> progress) throws InterruptedException {
        LocalCluster cluster = new LocalCluster(plan.folder());
        ClusterPlan made = new ClusterPlan(
                1,
                plan.nodes(),
                0,
                FreePorts.row(10 * plan.nodes()),
                HEAP_MIB,
                new ClusterStore.Own(FreePorts.any(), FreePorts.any(), plan.storeNodes()));
        Thread atExit = new Thread(() -> end(cluster), "end-cluster");
        Runtime.getRuntime().addShutdownHook(atExit);
        boolean up = false;
        try {
            var _ = cluster.up(made, Optional.empty(), System.getenv(), READY_PATIENCE, progress);
            up = true;
            return new ProcessRegion(plan, cluster, made.places(), atExit);
        } finally {
            if (!up) {
                Runtime.getRuntime().removeShutdownHook(atExit);
            }
        }
    }

    private static void end(LocalCluster cluster) {
        try {
            var _ = cluster.down(_ -> {});
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    public void awaitHosts() throws InterruptedException {
        try {
            fleet.allConnected().toCompletableFuture().get(HOSTS_PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException late) {
            throw new IllegalStateException(
                    "only " + fleet.connected() + " of " + plan.hosts().size() + " hosts have connected", late);
        }
    }

    public LocalCluster cluster() {
        return cluster;
    }

    /** Its nodes; the channel to each has the same place in {@link #channels}. */
    public List<NodePlace> nodes() {
        return places;
    }

    public List<ManagedChannel> channels() {
        return channels;
    }

    public RecordingClient client() {
        return client;
    }

    public Sendings sendings() {
        return sendings;
    }

    public ScheduledExecutorService timer() {
        return timer;
    }

    public int connectedHosts() {
        return fleet.connected();
    }

    @Override
    public ManagedChannel channel() {
        return channels.getFirst();
    }

    @Override
    public History history() {
        return history;
    }

    @Override
    public SortedMap<String, Evidence.HostRecord> hostRecords() throws IOException {
        SortedMap<String, Evidence.HostRecord> records = new TreeMap<>();
        for (FleetHost host : plan.hosts()) {
            records.put(
                    host.name(),
                    new Evidence.HostRecord(host.capacity(), GroundTruth.read(fleetSettings.truthOf(host))));
        }
        return records;
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        fleet.close(Duration.ofSeconds(10));
        end(cluster);
        timer.shutdownNow();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException exiting) {
            // It runs already, and finds nothing left to do.
        }
    }
}
