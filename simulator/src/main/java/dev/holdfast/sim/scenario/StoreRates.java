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
 * How often all nodes of a region asked the store: a storm would show here, as more while the store is away, or right
 * after, than before.
 *
 * @param before while all was well, without the campaign's own look at all shards
 * @param away while it did not run
 * @param back from its start until calls for all shards were answered again
 * @param after in the ten seconds after that, without the campaign's own look
 */
public record StoreRates(Rate before, Rate away, Rate back, Rate after) {
    private static final String FIGURE = "holdfast_log_store_answers_total{";
    private static final String UNSENT = "answer=\"unavailable\"";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /**
     * Questions a second that ended.
     *
     * @param asked those that were sent to the store, whatever came of them
     * @param unsent those that never left their node, because no connection to the store was there
     */
    public record Rate(double asked, double unsent) {}

    /** What was counted on a node's page, or on those of all. */
    record Count(double asked, double unsent) {
        private Count plus(Count other) {
            return new Count(asked + other.asked, unsent + other.unsent);
        }
    }

    /** All that was counted up to a moment. */
    record Reading(Count count, long nanos) {
        private Rate rateUntil(Reading later) {
            double seconds = (later.nanos - nanos) / 1e9;
            return new Rate((later.count.asked - count.asked) / seconds, (later.count.unsent - count.unsent) / seconds);
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
        Count count = new Count(0, 0);
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
                count = count.plus(count(page.body()));
            }
        } catch (IOException gone) {
            throw new IllegalStateException("a node does not tell its figures: " + gone, gone);
        }
        return new Reading(count, System.nanoTime());
    }

    /** @param page in the Prometheus text format */
    static Count count(String page) {
        return page.lines()
                .filter(line -> line.startsWith(FIGURE))
                .map(line -> {
                    double times = Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
                    return line.contains(UNSENT) ? new Count(0, times) : new Count(times, 0);
                })
                .reduce(new Count(0, 0), Count::plus);
    }
}
