package dev.holdfast.sim.campaign;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.sim.world.Violation;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;

/** What a campaign came to, for people and for programs. */
final class CampaignReport {
    private static final int RARE_FROM_SEEDS = 1_000;

    private CampaignReport() {}

    /** @param repeat the command that runs a seed again */
    static List<String> table(Campaign.Result result, LongFunction<String> repeat, boolean wide) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "seeds %d   violations %d   invalid %d",
                result.seeds(),
                result.violations(),
                result.invalid()));
        lines.add(String.format(
                Locale.ROOT,
                "%,d events and %,d faults in %,.0f virtual seconds; %,d commands acknowledged",
                result.events(),
                result.faults(),
                result.virtualSeconds(),
                result.acknowledged()));
        lines.add(String.format(
                Locale.ROOT,
                "%.1f s of wall time: %,.0f events a second, %,.0f times real time",
                result.wallSeconds(),
                result.events() / result.wallSeconds(),
                result.virtualSeconds() / result.wallSeconds()));
        if (result.seeds() == 1) {
            lines.add("hash " + hash(result));
        }
        lines.addAll(coverage(result, wide));
        if (result.invalid() > 0) {
            lines.add("INVALID means less than " + Outcome.validWhen() + "; one such seed is " + result.firstInvalid());
        }
        for (Outcome failure : result.failures()) {
            Violation first = failure.violations().getFirst();
            lines.add("seed " + failure.script().seed() + " BROKEN  " + first.judge() + ": " + first.what());
            lines.add("  run it again:  " + repeat.apply(failure.script().seed()));
        }
        lines.add(verdict(result));
        return lines;
    }

    private static String verdict(Campaign.Result result) {
        if (!result.holds()) {
            return "verdict BROKEN: " + result.violations() + " of " + result.seeds() + " seeds";
        }
        return result.valid()
                ? "verdict HOLDS: no judge found anything wrong"
                : "verdict INVALID: " + result.invalid() + " of " + result.seeds() + " seeds prove nothing";
    }

    private static List<String> coverage(Campaign.Result result, boolean wide) {
        List<String> lines = new ArrayList<>();
        List<Coverage.Line> all = result.coverage().lines();
        List<Coverage.Line> wanted = all.stream().filter(Coverage.Line::wanted).toList();
        List<Coverage.Line> rare = result.coverage().tooRare();
        if (wide) {
            lines.add(String.format(Locale.ROOT, "%-44s %7s %7s", "reached", "seeds", "share"));
            for (Coverage.Line line : all) {
                lines.add(String.format(
                        Locale.ROOT,
                        "%-44s %7d %6.1f%%%s",
                        line.probe(),
                        line.seeds(),
                        100 * line.share(),
                        line.enough() ? "" : "  too rare"));
            }
            Coverage.NOT_YET.forEach((probe, why) -> lines.add("not yet: " + probe + ": " + why));
        } else if (result.seeds() >= RARE_FROM_SEEDS) {
            lines.add("coverage: " + (wanted.size() - rare.size()) + " of " + wanted.size()
                    + " transitions, events, faults, append outcomes and rare branches in at least 1 % of the seeds");
            rare.forEach(line -> lines.add("  too rare: " + line.probe() + ", in " + line.seeds() + " seeds"));
        } else if (result.seeds() > 1) {
            long reached = wanted.stream().filter(line -> line.seeds() > 0).count();
            lines.add("coverage: " + reached + " of " + wanted.size()
                    + " transitions, events, faults, append outcomes and rare branches; the table: -o wide");
        }
        return lines;
    }

    static ObjectNode tree(Campaign.Result result, LongFunction<String> repeat) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("verdict", !result.holds() ? "BROKEN" : result.valid() ? "HOLDS" : "INVALID");
        tree.put("seeds", result.seeds());
        tree.put("violations", result.violations());
        tree.put("invalid", result.invalid());
        tree.put("events", result.events());
        tree.put("faults", result.faults());
        tree.put("acknowledged", result.acknowledged());
        tree.put("virtual_s", rounded(result.virtualSeconds()));
        tree.put("wall_s", rounded(result.wallSeconds()));
        if (result.seeds() == 1) {
            tree.put("hash", hash(result));
        }
        ArrayNode broken = tree.putArray("broken");
        for (Outcome failure : result.failures()) {
            ObjectNode one = broken.addObject();
            one.put("seed", failure.script().seed());
            one.put("judge", failure.violations().getFirst().judge());
            one.put("message", failure.violations().getFirst().what());
            one.put("repeat", repeat.apply(failure.script().seed()));
        }
        ObjectNode coverage = tree.putObject("coverage");
        result.coverage().lines().forEach(line -> coverage.put(line.probe(), line.seeds()));
        ArrayNode rare = tree.putArray("too_rare");
        result.coverage().tooRare().forEach(line -> rare.add(line.probe()));
        return tree;
    }

    static String hash(Campaign.Result result) {
        return String.format(Locale.ROOT, "%016x", result.hash());
    }

    private static BigDecimal rounded(double value) {
        return BigDecimal.valueOf(value).setScale(1, RoundingMode.HALF_UP);
    }
}
