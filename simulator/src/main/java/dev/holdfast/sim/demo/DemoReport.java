package dev.holdfast.sim.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.sim.invariant.Finding;
import dev.holdfast.sim.scenario.DemoScenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The verdict, for people and for programs. */
final class DemoReport {
    private static final int EXAMPLES = 3;

    /**
     * What was driven.
     *
     * @param workload whose arrivals
     * @param span how much of their time
     */
    record Setting(String workload, Duration span, double speedup, long seed, int hosts) {}

    private DemoReport() {}

    static List<String> table(Setting setting, DemoScenario.Result result) {
        List<String> lines = new ArrayList<>();
        lines.add(line(
                "workload",
                minutes(setting.span()) + " of " + setting.workload() + ", " + plain(setting.speedup())
                        + " times as fast, seed " + setting.seed() + ", " + setting.hosts() + " hosts"));
        lines.add(line(
                "crash",
                "SIGKILL with " + result.unansweredAtKill() + " calls unanswered and "
                        + result.unfinishedAtKill() + " operations unfinished; served again after "
                        + seconds(result.downFor())));
        lines.add("acknowledged " + result.acknowledged() + "   of " + result.asked() + " asked; " + result.refused()
                + " were refused, " + result.unknown() + " have no certain answer");
        for (Finding finding : result.findings()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-22s %s",
                    finding.name() + " " + finding.broken().size(),
                    "of " + finding.looked() + " " + lookedAt(finding)));
            finding.broken().stream().limit(EXAMPLES).forEach(each -> lines.add("  " + each));
        }
        lines.add(verdict(result));
        return lines;
    }

    static ObjectNode tree(Setting setting, DemoScenario.Result result) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("verdict", !result.valid() ? "INVALID" : result.holds() ? "HOLDS" : "BROKEN");
        tree.put("workload", setting.workload());
        tree.put("span_s", setting.span().toSeconds());
        tree.put("speedup", setting.speedup());
        tree.put("seed", setting.seed());
        tree.put("hosts", setting.hosts());
        tree.put("asked", result.asked());
        tree.put("acknowledged", result.acknowledged());
        tree.put("refused", result.refused());
        tree.put("unknown", result.unknown());
        tree.put("unanswered_at_kill", result.unansweredAtKill());
        tree.put("unfinished_at_kill", result.unfinishedAtKill());
        tree.put("down_s", result.downFor().toMillis() / 1_000.0);
        tree.put("settled_s", result.settledAfter().toMillis() / 1_000.0);
        for (Finding finding : result.findings()) {
            tree.put(finding.name().replace(' ', '_'), finding.broken().size());
        }
        ArrayNode broken = tree.putArray("broken");
        result.findings()
                .forEach(finding -> finding.broken()
                        .forEach(each ->
                                broken.addObject().put("what", finding.name()).put("message", each)));
        return tree;
    }

    private static String verdict(DemoScenario.Result result) {
        if (!result.valid()) {
            return "verdict INVALID: the run did not reach what it should show (at least "
                    + DemoScenario.UNANSWERED_AT_LEAST + " unanswered calls, and something to look at for each judge)";
        }
        return result.holds()
                ? "verdict HOLDS: nothing acknowledged was lost, nothing ran twice"
                : "verdict BROKEN: see above";
    }

    private static String lookedAt(Finding finding) {
        return switch (finding.name()) {
            case "lost" -> "acknowledged calls are missing in the log";
            case "requests doubled" -> "calls took effect more than once";
            case "doubled" -> "runs on hosts overlapped another of the same instance";
            case "over capacity" -> "hosts in use ever held more than they can";
            case "spread broken" -> "placed instances share a fault domain without being forced to";
            case "gaps in events" -> "events, numbered for each instance";
            case "unfinished" -> "operations have not ended";
            default -> "things looked at";
        };
    }

    private static String line(String name, String value) {
        return String.format(Locale.ROOT, "%-12s %s", name, value);
    }

    private static String minutes(Duration span) {
        return span.toMinutes() + " minutes";
    }

    private static String seconds(Duration span) {
        return String.format(Locale.ROOT, "%.1f s", span.toMillis() / 1_000.0);
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
