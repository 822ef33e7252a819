package dev.holdfast.sim.packing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What became of a workload, for people and for programs. */
public final class TraceReplayReport {
    private static final int HOURS_A_LINE = 12;

    private TraceReplayReport() {}

    public static List<String> table(TraceReplay.Result result, boolean wide) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%,d instances in %.1f virtual hours on %,d hosts of %s",
                result.instances(),
                result.virtualSeconds() / 3_600,
                result.hosts(),
                result.hostSize()));
        lines.add(String.format(
                Locale.ROOT,
                "%,d events in %.1f s of wall time, %,.0f times real time; hash %016x",
                result.events(),
                result.wallSeconds(),
                result.virtualSeconds() / result.wallSeconds(),
                result.hash()));
        lines.add(String.format(
                Locale.ROOT,
                "refused %d, unanswered %d; %,d claims were refused by hosts and made elsewhere; %,d tombstones archived",
                result.refused(),
                result.unanswered(),
                result.claimsRefused(),
                result.archived()));
        lines.add(String.format(
                Locale.ROOT, "%-10s %8s %11s %11s %9s", "", "refused", "peak hosts", "mean hosts", "core use"));
        for (Packed each : result.packed()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-10s %8d %11d %11.1f %8.1f%%",
                    each.by(),
                    each.refused(),
                    each.peakHosts(),
                    each.meanHosts(),
                    100 * each.coreUse()));
        }
        if (wide) {
            for (Packed each : result.packed()) {
                hourly(each, lines);
            }
        }
        result.violations().forEach(each -> lines.add("BROKEN  " + each.judge() + ": " + each.what()));
        lines.add(result.holds() ? "verdict HOLDS: no judge found anything wrong" : "verdict BROKEN: see above");
        return lines;
    }

    private static void hourly(Packed packed, List<String> lines) {
        lines.add("hosts in use at each full hour, " + packed.by() + ":");
        List<Integer> all = packed.hourly();
        for (int from = 0; from < all.size(); from += HOURS_A_LINE) {
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  from hour %3d:", from + 1));
            for (int hosts : all.subList(from, Math.min(all.size(), from + HOURS_A_LINE))) {
                line.append(String.format(Locale.ROOT, " %5d", hosts));
            }
            lines.add(line.toString());
        }
    }

    public static ObjectNode tree(TraceReplay.Result result) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("verdict", result.holds() ? "HOLDS" : "BROKEN");
        tree.put("instances", result.instances());
        tree.put("hosts", result.hosts());
        tree.put("refused", result.refused());
        tree.put("unanswered", result.unanswered());
        tree.put("claims_refused", result.claimsRefused());
        tree.put("archived", result.archived());
        tree.put("violations", result.violations().size());
        tree.put("events", result.events());
        tree.put("virtual_s", rounded(result.virtualSeconds(), 1));
        tree.put("wall_s", rounded(result.wallSeconds(), 1));
        tree.put("hash", String.format(Locale.ROOT, "%016x", result.hash()));
        ArrayNode packed = tree.putArray("packing");
        for (Packed each : result.packed()) {
            ObjectNode one = packed.addObject();
            one.put("by", each.by());
            one.put("refused", each.refused());
            one.put("peak_hosts", each.peakHosts());
            one.put("mean_hosts", rounded(each.meanHosts(), 1));
            one.put("core_use", rounded(each.coreUse(), 4));
            ArrayNode hourly = one.putArray("hosts_by_hour");
            each.hourly().forEach(hourly::add);
        }
        ArrayNode broken = tree.putArray("broken");
        result.violations()
                .forEach(each -> broken.addObject().put("judge", each.judge()).put("message", each.what()));
        return tree;
    }

    private static BigDecimal rounded(double value, int decimals) {
        return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP);
    }
}
