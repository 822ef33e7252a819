package dev.holdfast.sim.workload;

import dev.holdfast.core.shared.Quantities;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What 1,000 bins of arrivals look like, as numbers with names: the same for a trace and for a model, so that the two
 * can be compared one by one. Whoever outlives the window counts as living for ever.
 */
final class ArrivalSummary {
    static final int BINS = 1_000;
    static final Duration WINDOW = Duration.ofSeconds(BINS * TraceRow.BIN_S);
    private static final double FOR_EVER = 1e9;

    private record Batch(int bin, List<Arrival> arrivals) {}

    private final List<Batch> batches;
    private final Map<String, Double> numbers = new TreeMap<>();

    private ArrivalSummary(List<Batch> batches) {
        this.batches = batches;
    }

    /** @param arrivals of one window, read to their end */
    static Map<String, Double> of(Stream<Arrival> arrivals) {
        Map<Long, List<Arrival>> byBatch = new TreeMap<>();
        arrivals.forEach(each ->
                byBatch.computeIfAbsent(each.batch(), _ -> new ArrayList<>()).add(each));
        return new ArrivalSummary(byBatch.values().stream()
                        .map(each -> new Batch((int) (each.getFirst().at().toSeconds() / TraceRow.BIN_S), each))
                        .toList())
                .summary();
    }

    /** The mean of each number over several windows. */
    static Map<String, Double> mean(List<Map<String, Double>> summaries) {
        Map<String, Double> mean = new TreeMap<>();
        summaries.forEach(
                each -> each.forEach((name, value) -> mean.merge(name, value / summaries.size(), Double::sum)));
        return mean;
    }

    private Map<String, Double> summary() {
        rates();
        batchSizes();
        shapes();
        lifetimes();
        likeness();
        return numbers;
    }

    private void rates() {
        double[] perBin = perBin(_ -> 1);
        double[] instancesPerBin = perBin(each -> each.arrivals().size());
        series("batches per bin", perBin);
        series("instances per bin", instancesPerBin);
        double[] large = perBin(each -> each.arrivals().size() > 30 ? 1 : 0);
        numbers.put("large batches per bin, correlation with next bin", correlation(large, 1));
        numbers.put("batches per bin, correlation with an hour later", correlation(perBin, 12));
        numbers.put("batches per bin, correlation with half a day later", correlation(perBin, 144));
    }

    private double[] perBin(ToDoubleFunction<Batch> weight) {
        double[] bins = new double[BINS];
        batches.forEach(each -> bins[each.bin()] += weight.applyAsDouble(each));
        return bins;
    }

    private void series(String name, double[] values) {
        numbers.put(name + ", mean", Arrays.stream(values).average().orElseThrow());
        numbers.put(name + ", p50", quantile(values, 0.5));
        numbers.put(name + ", p90", quantile(values, 0.9));
        numbers.put(name + ", p99", quantile(values, 0.99));
        numbers.put(name + ", correlation with next bin", correlation(values, 1));
    }

    private void batchSizes() {
        double[] sizes =
                batches.stream().mapToDouble(each -> each.arrivals().size()).toArray();
        numbers.put("instances per batch, mean", Arrays.stream(sizes).average().orElseThrow());
        numbers.put(
                "batches of one instance, share",
                (double) Arrays.stream(sizes).filter(each -> each == 1).count() / sizes.length);
        numbers.put("instances per batch, p75", quantile(sizes, 0.75));
        numbers.put("instances per batch, p90", quantile(sizes, 0.90));
        numbers.put("instances per batch, p99", quantile(sizes, 0.99));
        numbers.put("instances per batch, p99.9", quantile(sizes, 0.999));
        numbers.put("instances per batch, largest", quantile(sizes, 1));
    }

    private void shapes() {
        List<Arrival> all = all();
        Map<String, Double> shares = new TreeMap<>();
        for (Arrival each : all) {
            Quantities size = each.size();
            shares.merge(size.cores() + " cores/" + size.memoryMib() + " MiB", 1.0 / all.size(), Double::sum);
        }
        shares.forEach((size, share) -> numbers.put("share of " + size, share));
    }

    private void lifetimes() {
        double[] lifetimes = all().stream()
                .mapToDouble(each -> each.lifetime()
                        .filter(lifetime -> each.at().plus(lifetime).compareTo(WINDOW) < 0)
                        .map(lifetime -> (double) lifetime.toMillis() / 1_000)
                        .orElse(FOR_EVER))
                .toArray();
        for (int percent : List.of(10, 25, 50, 75, 90)) {
            numbers.put("lifetime in s, p" + percent, quantile(lifetimes, percent / 100.0));
        }
        numbers.put("alive at the end of the window", (double)
                Arrays.stream(lifetimes).filter(each -> each == FOR_EVER).count());
    }

    /** Over the batches of more than one instance. */
    private void likeness() {
        for (String kind : List.of("small", "medium", "large")) {
            List<List<Arrival>> several = batches.stream()
                    .map(Batch::arrivals)
                    .filter(each -> each.size() > 1 && kind(each).equals(kind))
                    .toList();
            numbers.put(
                    kind + " batches of one size, share",
                    several.stream()
                            .mapToDouble(each ->
                                    each.stream().map(Arrival::size).distinct().count() == 1 ? 1 : 0)
                            .average()
                            .orElseThrow());
            numbers.put(kind + " batches, share of neighbours of one size", neighbours(several, Arrival::size));
            numbers.put(
                    kind + " batches, share of neighbours of one lifetime",
                    neighbours(several, ArrivalSummary::lifetimeBin));
            numbers.put(kind + " batches, likeness of lifetimes", likeness(several));
        }
    }

    private static String kind(List<Arrival> batch) {
        return batch.size() <= 5 ? "small" : batch.size() <= 30 ? "medium" : "large";
    }

    private static double neighbours(List<List<Arrival>> batches, Function<Arrival, Object> property) {
        long pairs = 0;
        long alike = 0;
        for (List<Arrival> batch : batches) {
            for (int i = 1; i < batch.size(); i++) {
                pairs++;
                alike += property.apply(batch.get(i)).equals(property.apply(batch.get(i - 1))) ? 1 : 0;
            }
        }
        return (double) alike / pairs;
    }

    /** The bins of the trace: 300 s up to an hour, then an hour, after a day a day. */
    private static long lifetimeBin(Arrival arrival) {
        double seconds = seconds(arrival);
        if (seconds < 3_750) {
            return Math.round(seconds / 300);
        }
        return seconds < 86_550 ? 100 + (long) ((seconds - 150) / 3_600) : 1_000 + (long) ((seconds - 150) / 86_400);
    }

    private static double seconds(Arrival arrival) {
        return arrival.lifetime()
                .filter(lifetime -> arrival.at().plus(lifetime).compareTo(WINDOW) < 0)
                .map(lifetime -> (double) lifetime.toMillis() / 1_000)
                .orElse(WINDOW.minus(arrival.at()).toMillis() / 1_000.0);
    }

    /** Share of the variance of log(lifetime) that lies between batches and not within. */
    private static double likeness(List<List<Arrival>> batches) {
        double within = 0;
        double[] all = batches.stream()
                .flatMap(List::stream)
                .mapToDouble(ArrivalSummary::logLifetime)
                .toArray();
        for (List<Arrival> batch : batches) {
            double[] logs =
                    batch.stream().mapToDouble(ArrivalSummary::logLifetime).toArray();
            within += variance(logs) * logs.length;
        }
        return 1 - within / (variance(all) * all.length);
    }

    private static double logLifetime(Arrival arrival) {
        return Math.log(seconds(arrival) + 150);
    }

    private List<Arrival> all() {
        return batches.stream().flatMap(each -> each.arrivals().stream()).toList();
    }

    private static double variance(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Arrays.stream(values)
                .map(each -> (each - mean) * (each - mean))
                .average()
                .orElseThrow();
    }

    private static double correlation(double[] values, int lag) {
        double mean = Arrays.stream(values).average().orElseThrow();
        double sum = 0;
        for (int i = lag; i < values.length; i++) {
            sum += (values[i] - mean) * (values[i - lag] - mean);
        }
        return sum / (values.length - lag) / variance(values);
    }

    private static double quantile(double[] values, double share) {
        double[] sorted = Arrays.stream(values).sorted().toArray();
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
