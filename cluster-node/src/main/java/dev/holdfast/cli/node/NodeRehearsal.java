package dev.holdfast.cli.node;

import com.typesafe.config.ConfigFactory;
import dev.holdfast.agent.simulated.AgentFleet;
import dev.holdfast.agent.simulated.FleetListener;
import dev.holdfast.agent.simulated.FleetSettings;
import dev.holdfast.agent.simulated.SimulatedHosts;
import dev.holdfast.agent.simulated.SimulatedSettings;
import dev.holdfast.node.Node;
import dev.holdfast.node.NodeSettings;
import dev.holdfast.node.log.cassandra.CassandraSettings;
import dev.holdfast.node.log.cassandra.LogSchema;
import dev.holdfast.v1.CreateInstanceRequest;
import dev.holdfast.v1.DeleteInstanceRequest;
import dev.holdfast.v1.GetInstanceRequest;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceServiceGrpc;
import dev.holdfast.v1.ListInstancesRequest;
import dev.holdfast.v1.Quantities;
import dev.holdfast.v1.StopInstanceRequest;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A node, a few hosts and a few hundred calls, in one process, for a few seconds: what a node does in its first
 * minutes. A virtual machine that watches this keeps what it had to load and link, and what it learnt about which code
 * is used most; nodes that start from there need six tenths of the processor time until they serve. It writes into the
 * folder that it is given and listens on the loopback only. {@code NodeCache} runs it.
 */
public final class NodeRehearsal {
    private static final Duration LENGTH = Duration.ofSeconds(8);
    private static final Duration HOSTS_PATIENCE = Duration.ofSeconds(20);
    private static final Duration CALL = Duration.ofSeconds(5);
    private static final String PARENT = "projects/demo/regions/local";

    private NodeRehearsal() {}

    /** @param arguments the folder, which is there */
    public static void main(String[] arguments)
            throws IOException, TimeoutException, InterruptedException, ExecutionException {
        Path folder = Path.of(arguments[0]);
        askCassandraThatIsNotThere();
        NodeSettings settings = NodeSettings.from(ConfigFactory.parseString("""
                        holdfast.edge { grpc.port = 0, http.port = 0 }
                        """).withFallback(NodeSettings.in(folder)));
        try (Node node = Node.start(settings)) {
            AgentFleet fleet = AgentFleet.start(
                    FleetSettings.of(
                            node.grpcAddress(settings),
                            settings.region(),
                            folder.resolve("hosts"),
                            SimulatedHosts.like(3),
                            SimulatedSettings.of(1).withTimeScale(0.01)),
                    FleetListener.NONE);
            try {
                fleet.allConnected().toCompletableFuture().get(HOSTS_PATIENCE.toSeconds(), TimeUnit.SECONDS);
                call(node.grpcAddress(settings));
            } finally {
                fleet.close(CALL);
            }
        }
    }

    /** The driver is loaded and set up, and finds nobody. */
    private static void askCassandraThatIsNotThere() {
        try {
            LogSchema.init(
                    CassandraSettings.of(
                            List.of("127.0.0.1:1"), "datacenter1", "rehearsal", CassandraSettings.Access.OPEN),
                    1,
                    _ -> {});
        } catch (IllegalStateException nobodyThere) {
            // As was meant.
        }
    }

    private static void call(String address) {
        ManagedChannel channel = Grpc.newChannelBuilder(address, InsecureChannelCredentials.create())
                .build();
        try {
            long until = System.nanoTime() + LENGTH.toNanos();
            for (int i = 0; System.nanoTime() < until; i++) {
                try {
                    once(
                            InstanceServiceGrpc.newBlockingStub(channel)
                                    .withDeadlineAfter(CALL.toMillis(), TimeUnit.MILLISECONDS),
                            "web-" + i);
                } catch (StatusRuntimeException refused) {
                    // A stop of what does not run yet; that is code as well.
                }
            }
        } finally {
            channel.shutdownNow();
        }
    }

    private static void once(InstanceServiceGrpc.InstanceServiceBlockingStub node, String id) {
        String name = PARENT + "/instances/" + id;
        var _ = node.createInstance(CreateInstanceRequest.newBuilder()
                .setParent(PARENT)
                .setInstanceId(id)
                .setRequestId("create-" + id)
                .setInstance(Instance.newBuilder()
                        .setImage("demo")
                        .setSize(Quantities.newBuilder()
                                .setCores(1)
                                .setMemoryMib(256)
                                .setDiskGib(1)))
                .build());
        var _ = node.getInstance(GetInstanceRequest.newBuilder().setName(name).build());
        var _ = node.listInstances(ListInstancesRequest.newBuilder()
                .setParent(PARENT)
                .setPageSize(10)
                .build());
        try {
            var _ = node.stopInstance(StopInstanceRequest.newBuilder()
                    .setName(name)
                    .setRequestId("stop-" + id)
                    .build());
        } finally {
            var _ = node.deleteInstance(DeleteInstanceRequest.newBuilder()
                    .setName(name)
                    .setRequestId("delete-" + id)
                    .build());
        }
    }
}
