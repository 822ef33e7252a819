package dev.holdfast.sim.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the dev window of the Azure trace looks like (sources in {@link Azure2017}), as {@link ArrivalSummary} counts
 * it, and how near the model has to come.
 */
final class AzureObserved {
    /**
     * @param name as in the summary
     * @param tolerance relative to what was observed
     */
    record Figure(String name, double observed, double tolerance) {
        private Optional<String> missed(double actual, double allowed) {
            return Math.abs(actual - observed) <= allowed * Math.abs(observed)
                    ? Optional.empty()
                    : Optional.of(
                            "%s: %.4f, expected %.4f within %.0f %%".formatted(name, actual, observed, allowed * 100));
        }
    }

    static final List<Figure> FIGURES = List.of(
            new Figure("batches per bin, mean", 53.109, 0.04),
            new Figure("batches per bin, p50", 49.5, 0.05),
            new Figure("batches per bin, p90", 80, 0.08),
            new Figure("batches per bin, p99", 100, 0.10),
            new Figure("batches per bin, correlation with next bin", 0.8316, 0.06),
            new Figure("batches per bin, correlation with an hour later", 0.7849, 0.12),
            new Figure("batches per bin, correlation with half a day later", -0.6877, 0.12),
            new Figure("large batches per bin, correlation with next bin", 0.3771, 0.15),
            new Figure("instances per bin, mean", 259.159, 0.04),
            new Figure("instances per bin, p50", 207, 0.06),
            new Figure("instances per bin, p90", 499, 0.08),
            new Figure("instances per bin, p99", 744.03, 0.08),
            new Figure("instances per bin, correlation with next bin", 0.4538, 0.20),
            new Figure("instances per batch, mean", 4.8798, 0.04),
            new Figure("batches of one instance, share", 0.5792, 0.02),
            new Figure("instances per batch, p75", 2, 0.01),
            new Figure("instances per batch, p90", 6, 0.10),
            new Figure("instances per batch, p99", 74, 0.08),
            new Figure("instances per batch, p99.9", 296.784, 0.08),
            new Figure("instances per batch, largest", 587, 0.20),
            new Figure("share of 1 cores/768 MiB", 0.01585, 0.05),
            new Figure("share of 1 cores/1792 MiB", 0.60363, 0.02),
            new Figure("share of 2 cores/3584 MiB", 0.18525, 0.05),
            new Figure("share of 4 cores/7168 MiB", 0.09917, 0.07),
            new Figure("share of 8 cores/14336 MiB", 0.08996, 0.07),
            new Figure("share of 8 cores/57344 MiB", 0.00551, 0.15),
            new Figure("lifetime in s, p10", 300, 0.35),
            new Figure("lifetime in s, p25", 900, 0.15),
            new Figure("lifetime in s, p50", 1_500, 0.08),
            new Figure("lifetime in s, p75", 6_600, 0.10),
            new Figure("lifetime in s, p90", 47_650, 0.10),
            new Figure("alive at the end of the window", 14_950, 0.06),
            new Figure("small batches of one size, share", 0.8870, 0.03),
            new Figure("medium batches of one size, share", 0.5625, 0.05),
            new Figure("large batches of one size, share", 0.7273, 0.05),
            new Figure("small batches, share of neighbours of one size", 0.9071, 0.02),
            new Figure("medium batches, share of neighbours of one size", 0.8592, 0.02),
            new Figure("large batches, share of neighbours of one size", 0.9823, 0.02),
            new Figure("small batches, share of neighbours of one lifetime", 0.6281, 0.04),
            new Figure("medium batches, share of neighbours of one lifetime", 0.6069, 0.04),
            new Figure("large batches, share of neighbours of one lifetime", 0.7815, 0.04),
            new Figure("small batches, likeness of lifetimes", 0.8949, 0.05),
            new Figure("medium batches, likeness of lifetimes", 0.7774, 0.05),
            new Figure("large batches, likeness of lifetimes", 0.8008, 0.08));

    private AzureObserved() {}

    /** One sentence for each figure that the summary misses by more than its tolerance. */
    static List<String> misses(Map<String, Double> summary) {
        return FIGURES.stream()
                .flatMap(each -> each.missed(number(summary, each), each.tolerance()).stream())
                .toList();
    }

    /** The same against figures counted from the trace itself. */
    static List<String> misses(Map<String, Double> summary, Map<String, Double> trace) {
        List<String> misses = new ArrayList<>();
        for (Figure each : FIGURES) {
            Figure counted = new Figure(each.name(), number(trace, each), each.tolerance());
            counted.missed(number(summary, each), each.tolerance()).ifPresent(misses::add);
        }
        return misses;
    }

    /** One sentence for each figure that does not stand here as it was counted. */
    static List<String> misquotes(Map<String, Double> trace) {
        return FIGURES.stream()
                .flatMap(each -> each.missed(number(trace, each), 0.01).stream())
                .toList();
    }

    private static double number(Map<String, Double> summary, Figure figure) {
        return Optional.ofNullable(summary.get(figure.name()))
                .orElseThrow(() -> new IllegalArgumentException("the summary lacks " + figure.name()));
    }
}
