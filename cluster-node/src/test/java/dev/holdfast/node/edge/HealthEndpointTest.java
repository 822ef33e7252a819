package dev.holdfast.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.node.edge.HealthPages.Standing;
import dev.holdfast.node.resource.KeptShards;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthEndpointTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AtomicReference<Standing> standing = new AtomicReference<>(Standing.STARTING);
    private final AtomicBoolean member = new AtomicBoolean(true);
    private final AtomicReference<KeptShards.Counts> shards =
            new AtomicReference<>(new KeptShards.Counts(0, 0, 0, Duration.ZERO));
    private final AtomicReference<List<String>> stuck = new AtomicReference<>(List.of());
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private HealthEndpoint endpoint;

    @BeforeEach
    void start() throws IOException {
        endpoint = HealthEndpoint.start(
                "127.0.0.1",
                0,
                new HealthPages(
                        "west",
                        "10.0.0.1:7500",
                        standing::get,
                        member::get,
                        shards::get,
                        Duration.ofSeconds(30),
                        stuck::get),
                () -> "holdfast_calls 1\n");
    }

    @AfterEach
    void end() {
        client.close();
        endpoint.close();
    }

    @Test
    void aNodeThatStillStartsSaysSoAndIsNotSentAnything() throws Exception {
        HttpResponse<String> answer = ask("GET", "/health");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body())
                .isEqualTo("{\"status\":\"starting\",\"region\":\"west\",\"node\":\"10.0.0.1:7500\"}\n");
    }

    @Test
    void whoBeginsARequestAndDoesNotEndItKeepsNobodyElseWaiting() throws Exception {
        standing.set(Standing.SERVING);
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), endpoint.port());
                silent.add(socket);
                socket.getOutputStream().write("GET /metr".getBytes(StandardCharsets.US_ASCII));
            }
            assertThat(ask("GET", "/health").statusCode()).isEqualTo(200);
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void aNodeThatServesItsRegionSaysWhichOne() throws Exception {
        standing.set(Standing.SERVING);
        HttpResponse<String> answer = ask("GET", "/health");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("{\"status\":\"serving\",\"region\":\"west\",\"node\":\"10.0.0.1:7500\"}\n");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    }

    @Test
    void aNodeIsReadyFromWhenItServesItsRegionUntilItStops() throws Exception {
        shards.set(new KeptShards.Counts(21, 0, 1, Duration.ZERO));
        for (Standing each : Standing.values()) {
            standing.set(each);
            HttpResponse<String> answer = ask("GET", "/health/ready");
            String word = each == Standing.SERVING ? "ready" : each.name().toLowerCase(Locale.ROOT);
            assertThat(answer.statusCode()).as(word).isEqualTo(each == Standing.SERVING ? 200 : 503);
            assertThat(answer.body())
                    .isEqualTo("{\"status\":\"" + word + "\",\"region\":\"west\",\"node\":\"10.0.0.1:7500\","
                            + "\"shards\":{\"kept\":22,\"serving\":21,\"waiting\":0,\"quarantined\":1,"
                            + "\"longest_wait_seconds\":0}}\n");
        }
    }

    @Test
    void aNodeWhoseShardsWaitForLongIsNotReadyAndOneThatHasJustBeenGivenSomeIs() throws Exception {
        standing.set(Standing.SERVING);
        shards.set(new KeptShards.Counts(3, 40, 0, Duration.ofSeconds(30)));
        assertThat(ask("GET", "/health/ready").statusCode()).isEqualTo(200);
        shards.set(new KeptShards.Counts(42, 1, 0, Duration.ofSeconds(31)));
        HttpResponse<String> answer = ask("GET", "/health/ready");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("\"waiting\",").contains("\"longest_wait_seconds\":31");
    }

    @Test
    void aNodeThatIsNoFullMemberAnyMoreIsNotReady() throws Exception {
        standing.set(Standing.SERVING);
        member.set(false);
        HttpResponse<String> answer = ask("GET", "/health/ready");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("\"status\":\"leaving\"");
    }

    @Test
    void aNodeIsAliveWhileItsActorsGetTheirTurnWhetherItServesOrNot() throws Exception {
        for (Standing each : Standing.values()) {
            standing.set(each);
            HttpResponse<String> answer = ask("GET", "/health/live");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body())
                    .isEqualTo("{\"status\":\"live\",\"region\":\"west\",\"node\":\"10.0.0.1:7500\",\"stuck\":[]}\n");
        }
        stuck.set(List.of("calls", "log"));
        HttpResponse<String> answer = ask("GET", "/health/live");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("\"status\":\"stuck\"", "\"stuck\":[\"calls\",\"log\"]");
    }

    @Test
    void figuresAreShownWhetherTheNodeServesOrNot() throws Exception {
        HttpResponse<String> answer = ask("GET", "/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("holdfast_calls 1\n");
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(ask("POST", "/metrics").statusCode()).isEqualTo(405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/healthz", "/health/more", "/health/ready/more", "/metrics/more"})
    void anyOtherPathIsNotFoundWhetherTheNodeServesOrNot(String path) throws Exception {
        assertThat(ask("GET", path).statusCode()).isEqualTo(404);
        standing.set(Standing.SERVING);
        assertThat(ask("GET", path).statusCode()).isEqualTo(404);
    }

    @Test
    void onlyReadingIsAllowed() throws Exception {
        standing.set(Standing.SERVING);
        HttpResponse<String> post = ask("POST", "/health");
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().firstValue("Allow")).contains("GET, HEAD");
        HttpResponse<String> head = ask("HEAD", "/health");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    private HttpResponse<String> ask(String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoint.port() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(PATIENCE)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
