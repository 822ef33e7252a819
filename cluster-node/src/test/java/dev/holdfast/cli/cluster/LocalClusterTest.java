package dev.holdfast.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.cluster.Member.State;
import dev.holdfast.node.log.cassandra.CassandraSettings;
import dev.holdfast.node.log.cassandra.SharedCassandra;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real node and real hosts in processes of their own, over a real Cassandra. */
@Tag("nightly")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class LocalClusterTest {
    private static final Duration READY = Duration.ofMinutes(4);

    @TempDir
    private Path folder;

    @Test
    void whatWasKilledIsStartedAgainAndServesAndWhatIsEndedIsDown() throws Exception {
        CassandraSettings store = SharedCassandra.get().settings();
        LocalCluster cluster = new LocalCluster(folder);
        ClusterPlan plan = new ClusterPlan(
                1, 1, 3, freePort(), 256, new ClusterStore.Existing(store.contactPoints(), store.datacenter(), 1));
        try {
            assertThat(cluster.up(plan, Optional.empty(), Map.of(), READY, _ -> {}))
                    .extracting(Member::name, Member::state)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("local-1", State.SERVING),
                            org.assertj.core.groups.Tuple.tuple("local-hosts", State.SERVING));
            assertThat(cluster.kill("local-1").state()).isEqualTo(State.DEAD);
            assertThat(cluster.start("local-1").pid()).isPresent();
            assertThat(cluster.awaitServing("local-1", READY, _ -> {}).state()).isEqualTo(State.SERVING);
        } finally {
            assertThat(cluster.down(_ -> {})).extracting(Member::state).containsOnly(State.DOWN);
        }
    }

    /** The first of three that are free, most likely. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort() - 1_000;
        }
    }
}
