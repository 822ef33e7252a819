package dev.holdfast.sim.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** What {@link TransitionsBench} found, for a machine to read and for a person. */
public final class BenchReport {
    private BenchReport() {}

    /**
     * One line of JSON: {@code transitions_per_s} and {@code ceiling_per_s} in events a second with one decimal, and
     * {@code ratio} with three.
     */
    public static String json(TransitionsBench.Result result) {
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        record.put("transitions_per_s", rounded(result.transitionsPerS(), 1));
        record.put("ceiling_per_s", rounded(result.ceilingPerS(), 1));
        record.put("ratio", rounded(result.ratio(), 3));
        return record.toString();
    }

    private static BigDecimal rounded(double value, int decimals) {
        return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP);
    }

    /** A line for each round and one for the medians; lines end with a line feed. */
    public static String table(TransitionsBench.Result result) {
        StringBuilder table = new StringBuilder();
        table.append(line("events a second", "holdfast", "ceiling", "ratio"));
        for (int i = 0; i < result.ours().size(); i++) {
            double ours = result.ours().get(i);
            double ceiling = result.ceiling().get(i);
            table.append(line("round " + (i + 1), perS(ours), perS(ceiling), ratio(ours / ceiling)));
        }
        table.append(line("median", perS(result.transitionsPerS()), perS(result.ceilingPerS()), ratio(result.ratio())));
        return table.toString();
    }

    private static String line(String label, String ours, String ceiling, String ratio) {
        return String.format(Locale.ROOT, "%-16s %10s %10s %7s\n", label, ours, ceiling, ratio);
    }

    private static String perS(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    private static String ratio(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
