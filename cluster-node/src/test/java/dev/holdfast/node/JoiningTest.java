package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** A node that cannot become one of its region says why, in time. */
class JoiningTest {
    @Test
    void aNodeThatNobodyLetsInGivesUpAndNamesWhomItAsked() throws Exception {
        int nobody = freePort();
        int port = freePort();
        TimeoutException late = catchThrowableOfType(
                TimeoutException.class,
                () -> start(port, "\"127.0.0.1:%d\", \"127.0.0.1:%d\"".formatted(nobody, port)));
        assertThat(late)
                .isNotNull()
                .hasMessageContaining(
                        "none of holdfast.cluster.seed-nodes [127.0.0.1:" + nobody + ", 127.0.0.1:" + port)
                .hasMessageContaining("let it in within holdfast.cluster.join-within, 6 s");
    }

    @Test
    void theFirstAloneOpensNoRegionWhileFewerThanHalfAreThere() throws Exception {
        int port = freePort();
        TimeoutException late = catchThrowableOfType(
                TimeoutException.class,
                () -> start(
                        port,
                        "\"127.0.0.1:%d\", \"127.0.0.1:%d\", \"127.0.0.1:%d\""
                                .formatted(port, freePort(), freePort())));
        assertThat(late).isNotNull().hasMessageContaining("1 of at least 2 nodes are there");
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            IOException refused = catchThrowableOfType(
                    IOException.class, () -> start(taken.getLocalPort(), "\"127.0.0.1:" + taken.getLocalPort() + "\""));
            assertThat(refused)
                    .isNotNull()
                    .hasMessageContaining(
                            "holdfast.cluster.port: 127.0.0.1:" + taken.getLocalPort() + " cannot be had");
        }
    }

    private static void start(int port, String seeds) throws Exception {
        Node.start(NodeSettings.from(ConfigFactory.parseString("""
                        holdfast.log.store = memory
                        holdfast.log.shards { instance = 4, host = 4 }
                        holdfast.edge.grpc.port = 0
                        holdfast.edge.http.port = 0
                        holdfast.cluster { port = %d, seed-nodes = [%s], join-within = 6s }
                        pekko.cluster.seed-node-timeout = 1s
                        """.formatted(port, seeds))))
                .close();
        throw new AssertionError("it started within " + Duration.ofSeconds(6));
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
