package dev.holdfast.node;

import com.typesafe.config.ConfigFactory;
import dev.holdfast.core.log.LogStore;
import dev.holdfast.node.log.SharedStore;
import dev.holdfast.node.log.memory.MemoryLogStore;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.remote.RemoteActorRefProvider;

/** Several nodes of one region in this process, over one store that outlives them. */
final class NodesOfOneRegion implements AutoCloseable {
    private static final long START_SECONDS = 60;

    private final LogStore store = new MemoryLogStore();
    private final String region;
    private final String more;
    private final List<Integer> ports = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final List<ManagedChannel> patient = new ArrayList<>();

    private NodesOfOneRegion(String region, int count, String more) throws IOException {
        this.region = region;
        this.more = more;
        for (int i = 0; i < count; i++) {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                ports.add(free.getLocalPort());
            }
        }
    }

    /**
     * Starts them all, and gives them back when each is ready.
     *
     * @param more settings of all
     */
    static NodesOfOneRegion start(String region, int count, String... more) throws Exception {
        NodesOfOneRegion started = new NodesOfOneRegion(region, count, String.join("\n", more));
        List<CompletableFuture<Node>> starting = IntStream.range(0, count)
                .mapToObj(number -> CompletableFuture.supplyAsync(
                        () -> started.begin(number, ""),
                        task -> Thread.ofPlatform().start(task)))
                .toList();
        for (CompletableFuture<Node> each : starting) {
            started.add(each.get(START_SECONDS, TimeUnit.SECONDS));
        }
        return started;
    }

    /** Puts another node, or the same with other settings, in the place of one that has ended. */
    void startAgain(int number, String... others) {
        nodes.set(number, begin(number, String.join("\n", others)));
        channels.get(number).shutdownNow();
        channels.set(number, channel(nodes.get(number)).build());
        patient.get(number).shutdownNow();
        patient.set(number, patient(nodes.get(number)));
    }

    private Node begin(int number, String others) {
        String seeds = ports.stream().map(port -> "\"127.0.0.1:" + port + "\"").collect(Collectors.joining(", "));
        try {
            return Node.start(
                    NodeSettings.from(ConfigFactory.parseString(others)
                            .withFallback(ConfigFactory.parseString(more))
                            .withFallback(ConfigFactory.parseString("""
                                    holdfast.region = "%s"
                                    holdfast.cluster { port = %d, seed-nodes = [%s] }
                                    holdfast.log.store = memory
                                    holdfast.log.shards { instance = 8, host = 8 }
                                    holdfast.edge.grpc.port = 0
                                    holdfast.edge.http.port = 0
                                    holdfast.resource.keeper-ping = 1s
                                    pekko.remote.artery.advanced.test-mode = on
                                    pekko.coordinated-shutdown.phases {
                                      cluster-sharding-shutdown-region.timeout = 6s
                                      cluster-leave.timeout = 3s
                                      cluster-exiting.timeout = 3s
                                    }
                                    pekko.cluster {
                                      gossip-interval = 200ms
                                      leader-actions-interval = 200ms
                                      unreachable-nodes-reaper-interval = 200ms
                                      periodic-tasks-initial-delay = 200ms
                                      seed-node-timeout = 2s
                                      failure-detector.acceptable-heartbeat-pause = 3s
                                      split-brain-resolver.stable-after = 2s
                                      down-removal-margin = 500ms
                                    }
                                    """.formatted(region, ports.get(number), seeds)))),
                    _ -> new SharedStore(store));
        } catch (IOException | TimeoutException failed) {
            throw new IllegalStateException("node " + number + " did not start", failed);
        }
    }

    private void add(Node node) {
        nodes.add(node);
        channels.add(channel(node).build());
        patient.add(patient(node));
    }

    private static NettyChannelBuilder channel(Node node) {
        return NettyChannelBuilder.forAddress("127.0.0.1", node.grpcPort()).usePlaintext();
    }

    private static ManagedChannel patient(Node node) {
        return channel(node)
                .enableRetry()
                .defaultServiceConfig(Map.of(
                        "methodConfig",
                        List.of(Map.of(
                                "name",
                                List.of(Map.of()),
                                "retryPolicy",
                                Map.of(
                                        "maxAttempts",
                                        5.0,
                                        "initialBackoff",
                                        "0.2s",
                                        "maxBackoff",
                                        "1s",
                                        "backoffMultiplier",
                                        2.0,
                                        "retryableStatusCodes",
                                        List.of("UNAVAILABLE"))))))
                .build();
    }

    Node node(int number) {
        return nodes.get(number);
    }

    ManagedChannel channel(int number) {
        return channels.get(number);
    }

    /** As any client should be: what is answered UNAVAILABLE, as shards move, is sent again a few times. */
    ManagedChannel patient(int number) {
        return patient.get(number);
    }

    LogStore store() {
        return store;
    }

    /** From now on nothing comes through between this node and the others, in either direction, for good. */
    void cutOff(int number) {
        ExtendedActorSystem system =
                (ExtendedActorSystem) Adapter.toClassic(nodes.get(number).system());
        RemoteActorRefProvider provider = (RemoteActorRefProvider) system.provider();
        for (int port : ports) {
            if (port != ports.get(number)) {
                var _ = provider.transport()
                        .managementCommand(blackhole(new Address("pekko", system.name(), "127.0.0.1", port)));
            }
        }
    }

    /**
     * Artery's test mode is spoken to in words of a transport that is deprecated, some of which Java has no name for.
     */
    private static Object blackhole(Address address) {
        String words = "org.apache.pekko.remote.transport.ThrottlerTransportAdapter$";
        try {
            return Class.forName(words + "SetThrottle")
                    .getConstructors()[0]
                    .newInstance(address, only(words + "Direction$Both$"), only(words + "Blackhole$"));
        } catch (ReflectiveOperationException gone) {
            throw new IllegalStateException("Pekko cannot be cut off in this way any more", gone);
        }
    }

    private static Object only(String type) throws ReflectiveOperationException {
        return Class.forName(type).getField("MODULE$").get(null);
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        patient.forEach(ManagedChannel::shutdownNow);
        List<CompletableFuture<Void>> ending = nodes.stream()
                .map(node -> CompletableFuture.runAsync(
                        node::close, task -> Thread.ofPlatform().start(task)))
                .toList();
        ending.forEach(each -> each.orTimeout(START_SECONDS, TimeUnit.SECONDS).join());
        store.close();
    }
}
