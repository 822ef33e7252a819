package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.holdfast.example.CreateAndWait;
import dev.holdfast.v1.Host;
import dev.holdfast.v1.HostServiceGrpc;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceState;
import dev.holdfast.v1.Quantities;
import dev.holdfast.v1.RegisterHostRequest;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The example of docs/client.md, against a node. */
class ClientExampleTest {
    @Test
    void theExampleCreatesAnInstanceAndSeesItRun() throws Exception {
        Node node = Node.start(NodeSettings.from(ConfigFactory.parseString("""
                holdfast.log.store = memory
                holdfast.log.shards { instance = 4, host = 4 }
                holdfast.edge.grpc.port = 0
                holdfast.edge.http.port = 0
                """)));
        ManagedChannel channel = Grpc.newChannelBuilder(
                        "127.0.0.1:" + node.grpcPort(), InsecureChannelCredentials.create())
                .build();
        try {
            var _ = HostServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(30, TimeUnit.SECONDS)
                    .registerHost(RegisterHostRequest.newBuilder()
                            .setParent("regions/local")
                            .setHostId("host-1")
                            .setHost(Host.newBuilder()
                                    .setFaultDomain("fd-1")
                                    .setCapacity(Quantities.newBuilder()
                                            .setCores(4)
                                            .setMemoryMib(4096)
                                            .setDiskGib(100)))
                            .build());
            ScriptedAgent agent = new ScriptedAgent(channel, "host-1");
            var _ = agent.welcome.get(30, TimeUnit.SECONDS);

            Instance running = CreateAndWait.create(channel, "web-1");

            assertThat(running.getState()).isEqualTo(InstanceState.INSTANCE_STATE_RUNNING);
            assertThat(running.getPlacement().getHost()).isEqualTo("regions/local/hosts/host-1");
        } finally {
            channel.shutdownNow();
            node.close();
        }
    }
}
