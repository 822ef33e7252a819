package dev.holdfast.sim.chaos;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.sim.scenario.RegionLoss;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What came of the loss of a region, for people and for programs. */
final class RegionLossReport {
    private RegionLossReport() {}

    /** A line for each phase and path of calls, then what is wrong, then the verdict. */
    static List<String> table(RegionLoss.Plan plan, RegionLoss.Result result) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "workload     %d calls a second about each of two regions, and a quarter of that through the other, which took %.0f %%"
                        + " of the processors; %d nodes and a Cassandra each",
                plan.rate(),
                100 * result.load(),
                plan.nodes()));
        lines.add(row("PHASE", "THROUGH", "ABOUT", "SENT", "FAILED", "P50 MS", "P99 MS", "MAX MS", "FAILED WITHIN MS"));
        for (RegionLoss.Row row : result.rows()) {
            lines.add(row(
                    row.phase().name(),
                    row.through(),
                    row.about(),
                    row.sent(),
                    row.failed(),
                    row.failed() == row.sent() ? "-" : row.median().toMillis(),
                    row.failed() == row.sent() ? "-" : row.p99().toMillis(),
                    row.failed() == row.sent() ? "-" : row.longest().toMillis(),
                    row.failed() == 0 ? "-" : row.longestFailure().toMillis()));
        }
        lines.add(RegionLoss.LOST + " was started again, and served "
                + String.format(Locale.ROOT, "%.1f", inSeconds(result.back())) + " s later; lost "
                + result.lost().size() + " of " + result.acknowledged() + " acknowledged");
        List<String> wrong = result.wrong();
        lines.addAll(wrong);
        lines.add(
                wrong.isEmpty()
                        ? "verdict HOLDS: who asked the other region noticed nothing, who asked about the lost one was told at"
                                + " once, nothing acknowledged was lost"
                        : "verdict BROKEN: see above");
        return lines;
    }

    static ObjectNode tree(RegionLoss.Plan plan, RegionLoss.Result result) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("verdict", result.wrong().isEmpty() ? "HOLDS" : "BROKEN");
        tree.put("nodes", plan.nodes());
        tree.put("rate", plan.rate());
        tree.put("load", result.load());
        tree.put("back_s", inSeconds(result.back()));
        tree.put("acknowledged", result.acknowledged());
        tree.put("lost", result.lost().size());
        ArrayNode rows = tree.putArray("calls");
        for (RegionLoss.Row row : result.rows()) {
            rows.addObject()
                    .put("phase", row.phase().name())
                    .put("through", row.through())
                    .put("about", row.about())
                    .put("sent", row.sent())
                    .put("failed", row.failed())
                    .put("named", row.named())
                    .put("p50_ms", row.median().toMillis())
                    .put("p99_ms", row.p99().toMillis())
                    .put("max_ms", row.longest().toMillis())
                    .put("failed_within_ms", row.longestFailure().toMillis());
        }
        ArrayNode wrong = tree.putArray("wrong");
        result.wrong().forEach(wrong::add);
        return tree;
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, "%-7s %-8s %-6s %-6s %-7s %-7s %-7s %-7s %s", cells)
                .stripTrailing();
    }

    private static double inSeconds(Duration time) {
        return time.toMillis() / 1_000.0;
    }
}
