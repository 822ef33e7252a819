package dev.holdfast.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.node.edge.HealthEndpoint.Standing;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthEndpointTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AtomicReference<Standing> standing = new AtomicReference<>(Standing.STARTING);
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private HealthEndpoint endpoint;

    @BeforeEach
    void start() throws IOException {
        endpoint = HealthEndpoint.start(
                "127.0.0.1", 0, "west", "10.0.0.1:7500", standing::get, () -> "holdfast_calls 1\n");
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
    void aNodeThatServesItsRegionSaysWhichOne() throws Exception {
        standing.set(Standing.SERVING);
        HttpResponse<String> answer = ask("GET", "/health");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("{\"status\":\"serving\",\"region\":\"west\",\"node\":\"10.0.0.1:7500\"}\n");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
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
    @ValueSource(strings = {"/", "/healthz", "/health/more", "/metrics/more"})
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
