package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.Operation;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.core.log.LogStore;
import dev.holdfast.node.log.FaultyStore;
import dev.holdfast.node.log.cassandra.CassandraSettings;
import dev.holdfast.node.log.cassandra.SharedCassandra;
import dev.holdfast.v1.CreateInstanceRequest;
import dev.holdfast.v1.GetInstanceRequest;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceServiceGrpc;
import dev.holdfast.v1.InstanceServiceGrpc.InstanceServiceBlockingStub;
import dev.holdfast.v1.ListInstancesRequest;
import dev.holdfast.v1.Quantities;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A region whose log is in a real Cassandra, over two lives of its node. */
class NodeOnCassandraTest {
    private static final String PARENT = "projects/default/regions/local";

    private final Config config = config(SharedCassandra.get().freshKeyspace());

    @Test
    void aNewNodeGoesOnWhereTheOneBeforeItWasStopped() throws Exception {
        AtomicBoolean lost = new AtomicBoolean();
        UnaryOperator<LogStore> losingOneOutcome = store -> {
            FaultyStore faulty = new FaultyStore(store);
            faulty.leaveUnknown(request -> FaultyStore.isAppend(request) && lost.compareAndSet(false, true));
            return faulty;
        };
        Operation created;
        Instance before;
        try (Running first = new Running(Node.start(NodeSettings.from(config), losingOneOutcome))) {
            created = first.create("web-1", "request-1");
            before = first.get("web-1");
            assertThat(lost)
                    .as("the outcome of the first commit was lost on the way")
                    .isTrue();
            assertThat(before.getUid()).isNotEmpty();
        }
        try (Running second = new Running(Node.start(NodeSettings.from(config)))) {
            Instance after = second.get("web-1");
            assertThat(after.getUid()).isEqualTo(before.getUid());
            assertThat(after.getCreateTime()).isEqualTo(before.getCreateTime());
            assertThat(second.create("web-1", "request-1").getName())
                    .as("the same request again")
                    .isEqualTo(created.getName());
            second.create("web-2", "request-2");
            assertThat(second.names())
                    .containsExactlyInAnyOrder(PARENT + "/instances/web-1", PARENT + "/instances/web-2");
        }
    }

    private static Config config(CassandraSettings cassandra) {
        return ConfigFactory.parseString("""
                        holdfast.log.store = cassandra
                        holdfast.log.cassandra {
                          contact-points = "%s"
                          datacenter = "%s"
                          keyspace = "%s"
                          weaker-than-safe = "%s"
                        }
                        holdfast.log.shards { instance = 4, host = 2 }
                        holdfast.log.default-shards = 1
                        holdfast.edge.grpc.port = 0
                        holdfast.edge.http.port = 0
                        """.formatted(
                        cassandra.contactPoints().getFirst(),
                        cassandra.datacenter(),
                        cassandra.keyspace(),
                        CassandraSettings.WEAKER));
    }

    /** A node and a client of it. */
    private static final class Running implements AutoCloseable {
        private final Node node;
        private final ManagedChannel channel;
        private final InstanceServiceBlockingStub instances;

        Running(Node node) {
            this.node = node;
            this.channel = NettyChannelBuilder.forAddress("127.0.0.1", node.grpcPort())
                    .usePlaintext()
                    .build();
            this.instances = InstanceServiceGrpc.newBlockingStub(channel);
        }

        Operation create(String id, String request) {
            return instances.createInstance(CreateInstanceRequest.newBuilder()
                    .setParent(PARENT)
                    .setInstanceId(id)
                    .setInstance(Instance.newBuilder()
                            .setImage("demo")
                            .setSize(Quantities.newBuilder().setCores(1).setMemoryMib(512)))
                    .setRequestId(request)
                    .build());
        }

        Instance get(String id) {
            return instances.getInstance(GetInstanceRequest.newBuilder()
                    .setName(PARENT + "/instances/" + id)
                    .build());
        }

        List<String> names() {
            return instances
                    .listInstances(
                            ListInstancesRequest.newBuilder().setParent(PARENT).build())
                    .getInstancesList()
                    .stream()
                    .map(Instance::getName)
                    .toList();
        }

        @Override
        public void close() {
            channel.shutdownNow();
            node.close();
        }
    }
}
