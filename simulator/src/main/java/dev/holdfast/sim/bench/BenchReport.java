package dev.holdfast.sim.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a bench found, in the one shape that all benches have: figures in a fixed order, each under a key for machines
 * and with words for people.
 *
 * @param bench its name on the command line
 */
public record BenchReport(String bench, List<Figure> figures) {
    /** What a figure should be on a quiet machine; a bench says whether it is, and never fails because it is not. */
    public sealed interface Bar {
        boolean met(double value);

        String words(int decimals);

        /** No less than this. */
        record AtLeast(double least) implements Bar {
            @Override
            public boolean met(double value) {
                return value >= least;
            }

            @Override
            public String words(int decimals) {
                return "at least " + number(least, decimals);
            }
        }

        /** No more than this. */
        record AtMost(double most) implements Bar {
            @Override
            public boolean met(double value) {
                return value <= most;
            }

            @Override
            public String words(int decimals) {
                return "at most " + number(most, decimals);
            }
        }
    }

    /**
     * One number.
     *
     * @param key in JSON, with its unit last
     * @param decimals how many are shown
     * @param words what it says, for a person
     * @param bar what it is held against, if anything
     */
    public record Figure(String key, double value, int decimals, String words, Optional<Bar> bar) {
        static Figure of(String key, double value, int decimals, String words) {
            return new Figure(key, value, decimals, words, Optional.empty());
        }

        static Figure of(String key, double value, int decimals, String words, Bar bar) {
            return new Figure(key, value, decimals, words, Optional.of(bar));
        }
    }

    public BenchReport {
        figures = List.copyOf(figures);
    }

    /** The figure under a key, which must be there. */
    public double value(String key) {
        return figures.stream()
                .filter(figure -> figure.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(bench + " has no figure " + key))
                .value();
    }

    /** One line of JSON: each figure's number under its key. */
    public String json() {
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        for (Figure figure : figures) {
            record.put(figure.key(), rounded(figure.value(), figure.decimals()));
        }
        return record.toString();
    }

    private static BigDecimal rounded(double value, int decimals) {
        return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP);
    }

    /** A line for each figure with its bar and what it says; lines end with a line feed. */
    public String table() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("FIGURE", "VALUE", "BAR", "WHAT"));
        for (Figure figure : figures) {
            rows.add(List.of(figure.key(), number(figure.value(), figure.decimals()), bar(figure), figure.words()));
        }
        int[] widths = new int[3];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        StringBuilder table = new StringBuilder();
        for (List<String> row : rows) {
            table.append(String.format(
                    Locale.ROOT,
                    "%-" + widths[0] + "s  %" + widths[1] + "s  %-" + widths[2] + "s  %s\n",
                    row.toArray()));
        }
        return table.toString();
    }

    private static String bar(Figure figure) {
        return figure.bar()
                .map(bar -> bar.words(figure.decimals()) + (bar.met(figure.value()) ? ": met" : ": missed"))
                .orElse("-");
    }

    private static String number(double value, int decimals) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
