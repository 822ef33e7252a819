package dev.holdfast.sim.chaos;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.sim.invariant.Finding;
import dev.holdfast.sim.scenario.ClusterCampaign;
import dev.holdfast.sim.scenario.ClusterCampaign.Round;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What came of a campaign, for people and for programs. */
public final class ChaosReport {
    private static final int EXAMPLES = 3;

    private ChaosReport() {}

    /** A line a round, then what was asked, then a line a judge, then the verdict. */
    public static List<String> table(ClusterCampaign.Plan plan, ClusterCampaign.Result result) {
        List<String> lines = new ArrayList<>();
        lines.add("workload     " + plan.rate() + " requests a second about " + plan.instances()
                + " instances, a quarter of them reads, seed " + plan.seed()
                + "; one region, 3 node processes, Cassandra of "
                + plan.storeNodes());
        lines.add(row("BLOW", "NODE", "PAUSED", "NOTICED", "DECIDED", "UNAVAILABLE", "9 OF 10", "MEDIAN", "BACK", ""));
        for (Round round : result.rounds()) {
            lines.add(row(
                    round.blow().name(),
                    round.node(),
                    seconds(round.pausedFor()),
                    seconds(round.noticed()),
                    seconds(round.decided()),
                    seconds(Optional.of(round.unavailable().longest())),
                    seconds(Optional.of(round.unavailable().ninth())),
                    seconds(Optional.of(round.unavailable().median())),
                    seconds(Optional.of(round.back())),
                    remarks(round)));
        }
        lines.add("(seconds from the blow; unavailable: the longest time without an answer about a shard, the"
                + " longest of nine shards of ten, and of half of them; each is asked every "
                + plan.fineness().toMillis() + " ms at the latest)");
        lines.add("acknowledged " + result.acknowledged() + "   of " + result.asked() + " asked; " + result.refused()
                + " were refused, " + (result.doubtful() + result.unknown()) + " have no certain answer; "
                + result.sentAgain() + " were sent more than once; " + result.named() + " instances were created; "
                + result.reads() + " barrier reads");
        for (Finding finding : result.findings()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-22s of %d",
                    finding.name() + " " + finding.broken().size(),
                    finding.looked()));
            finding.broken().stream().limit(EXAMPLES).forEach(each -> lines.add("  " + each));
        }
        lines.add(String.format(
                Locale.ROOT,
                "%-22s of %d (told, and no part of the verdict: two nodes that place at once can do that)",
                result.spread().name() + " " + result.spread().broken().size(),
                result.spread().looked()));
        lines.add(verdict(result) + " (" + result.length().toSeconds() + " s)");
        return lines;
    }

    public static ObjectNode tree(ClusterCampaign.Plan plan, ClusterCampaign.Result result) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("verdict", !result.valid() ? "INVALID" : result.holds() ? "HOLDS" : "BROKEN");
        tree.put("instances", plan.instances());
        tree.put("rate", plan.rate());
        tree.put("store_nodes", plan.storeNodes());
        tree.put("seed", plan.seed());
        ArrayNode rounds = tree.putArray("rounds");
        for (Round round : result.rounds()) {
            ObjectNode each = rounds.addObject();
            each.put("blow", round.blow().name());
            each.put("node", round.node());
            round.pausedFor().ifPresent(time -> each.put("paused_s", inSeconds(time)));
            round.noticed().ifPresent(time -> each.put("noticed_s", inSeconds(time)));
            round.decided().ifPresent(time -> each.put("decided_s", inSeconds(time)));
            each.put("unavailable_s", inSeconds(round.unavailable().longest()));
            each.put("unavailable_9_of_10_s", inSeconds(round.unavailable().ninth()));
            each.put("unavailable_median_s", inSeconds(round.unavailable().median()));
            each.put("back_s", inSeconds(round.back()));
            each.put("ended_by_itself", round.endedByItself());
            each.put("failed_starts", round.failedStarts());
            each.put("wrong", round.wrong());
            round.store().ifPresent(rates -> {
                ObjectNode store = each.putObject("store_asked_per_s");
                store.put("before", rates.before().asked());
                store.put("away", rates.away().asked());
                store.put("away_unsent", rates.away().unsent());
                store.put("back", rates.back().asked());
                store.put("after", rates.after().asked());
            });
        }
        tree.put("asked", result.asked());
        tree.put("acknowledged", result.acknowledged());
        tree.put("refused", result.refused());
        tree.put("doubtful", result.doubtful());
        tree.put("unknown", result.unknown());
        tree.put("sent_again", result.sentAgain());
        tree.put("reads", result.reads());
        tree.put("instances_created", result.named());
        tree.put("length_s", inSeconds(result.length()));
        for (Finding finding : result.findings()) {
            tree.put(finding.name().replace(' ', '_'), finding.broken().size());
        }
        tree.put("spread_broken", result.spread().broken().size());
        ArrayNode broken = tree.putArray("broken");
        result.findings()
                .forEach(finding -> finding.broken()
                        .forEach(each ->
                                broken.addObject().put("what", finding.name()).put("message", each)));
        return tree;
    }

    private static String remarks(Round round) {
        return (round.wrong() ? "WRONG: a node was taken for dead to which nothing was done " : "")
                + (round.endedByItself() ? "ended by itself " : "")
                + (round.failedStarts() > 0 ? "ended " + round.failedStarts() + " times instead of serving" : "")
                + round.store()
                        .map(rates -> String.format(
                                Locale.ROOT,
                                "store asked a second: %.0f before, %.0f while it was away (%.0f never left the nodes), %.0f until all answered, %.0f after",
                                rates.before().asked(),
                                rates.away().asked(),
                                rates.away().unsent(),
                                rates.back().asked(),
                                rates.after().asked()))
                        .orElse("");
    }

    private static String verdict(ClusterCampaign.Result result) {
        if (!result.valid()) {
            return "verdict INVALID: the run did not reach what it should show (a call that was sent again, and something to"
                    + " look at for each judge)";
        }
        return result.holds()
                ? "verdict HOLDS: nothing acknowledged was lost, nothing ran twice, no read was stale"
                : "verdict BROKEN: see above";
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, "%-10s %-11s %-7s %-8s %-8s %-12s %-8s %-7s %-6s %s", cells)
                .stripTrailing();
    }

    private static String seconds(Optional<Duration> time) {
        return time.map(each -> String.format(Locale.ROOT, "%.1f", inSeconds(each)))
                .orElse("-");
    }

    private static double inSeconds(Duration time) {
        return time.toMillis() / 1_000.0;
    }
}
