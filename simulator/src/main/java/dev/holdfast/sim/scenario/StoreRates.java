package dev.holdfast.sim.scenario;

import dev.holdfast.cli.cluster.NodePlace;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/**
 * How many of its questions to the store all nodes of a region saw ended a second, whatever the answer was: a storm
 * would show here, as more while the store is away, or right after, than before.
 *
 * @param before while all was well
 * @param away while it did not run
 * @param back from its start until calls for all shards were answered again
 * @param after in the ten seconds after that
 */
public record StoreRates(double before, double away, double back, double after) {
    private static final String FIGURE = "holdfast_log_store_answers_total{";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** All that was counted up to a moment. */
    record Reading(double answers, long nanos) {
        private double rateUntil(Reading later) {
            return (later.answers - answers) / ((later.nanos - nanos) / 1e9);
        }
    }

    static StoreRates of(Reading before, Reading atStop, Reading atStart, Reading atAnswers, Reading after) {
        return new StoreRates(
                before.rateUntil(atStop),
                atStop.rateUntil(atStart),
                atStart.rateUntil(atAnswers),
                atAnswers.rateUntil(after));
    }

    /** @throws IllegalStateException when a node does not answer: none may end because the store is away */
    static Reading read(List<NodePlace> nodes) throws InterruptedException {
        double answers = 0;
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            for (NodePlace node : nodes) {
                HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + node.httpAddress() + "/metrics"))
                        .timeout(PATIENCE)
                        .build();
                HttpResponse<String> page = client.send(request, HttpResponse.BodyHandlers.ofString());
                if (page.statusCode() != HttpURLConnection.HTTP_OK) {
                    throw new IllegalStateException(node.name() + " answers " + page.statusCode() + " for its figures");
                }
                answers += sum(page.body());
            }
        } catch (IOException gone) {
            throw new IllegalStateException("a node does not tell its figures: " + gone, gone);
        }
        return new Reading(answers, System.nanoTime());
    }

    /** @param page in the Prometheus text format */
    static double sum(String page) {
        return page.lines()
                .filter(line -> line.startsWith(FIGURE))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
