package dev.holdfast.sim.campaign;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.sim.mutant.Hunt;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Which planted bugs were caught, by whom, after how many seeds. */
final class MutantsReport {
    private MutantsReport() {}

    static List<String> table(List<Hunt.Result> results, boolean wide) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, "%-36s %6s  %-22s %s", "MUTANT", "SEEDS", "CAUGHT BY", "WHAT IS BROKEN"));
        for (Hunt.Result result : results) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-36s %6d  %-22s %s",
                    result.mutant().name(),
                    result.seeds(),
                    result.violation().map(found -> found.judge()).orElse("NOBODY"),
                    result.mutant().broken()));
            if (wide) {
                lines.add("    breaks: " + result.mutant().rule());
                result.violation().ifPresent(found -> lines.add("    found: " + found.what()));
                if (result.caught()) {
                    lines.add("    see it: ./holdfast sim --mutant "
                            + result.mutant().name() + " --seed " + result.seed());
                }
            }
        }
        lines.add("mutants " + results.size() + "   caught " + caught(results) + "   median seeds " + median(results));
        return lines;
    }

    static ObjectNode tree(List<Hunt.Result> results, double wallSeconds) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("total", results.size());
        tree.put("caught", caught(results));
        tree.put("median_seeds", median(results));
        tree.put("wall_s", Math.round(wallSeconds * 10) / 10.0);
        ArrayNode mutants = tree.putArray("mutants");
        for (Hunt.Result result : results) {
            ObjectNode one = mutants.addObject();
            one.put("name", result.mutant().name());
            one.put("broken", result.mutant().broken());
            one.put("rule", result.mutant().rule());
            one.put("caught", result.caught());
            one.put("seeds", result.seeds());
            result.violation().ifPresent(found -> {
                one.put("seed", result.seed());
                one.put("judge", found.judge());
                one.put("message", found.what());
            });
        }
        return tree;
    }

    static long caught(List<Hunt.Result> results) {
        return results.stream().filter(Hunt.Result::caught).count();
    }

    /** Of those that were caught; of two in the middle, the lower. */
    private static int median(List<Hunt.Result> results) {
        List<Integer> seeds = results.stream()
                .filter(Hunt.Result::caught)
                .map(Hunt.Result::seeds)
                .sorted()
                .toList();
        return seeds.isEmpty() ? 0 : seeds.get((seeds.size() - 1) / 2);
    }
}
