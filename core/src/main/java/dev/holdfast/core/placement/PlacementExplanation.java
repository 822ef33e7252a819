package dev.holdfast.core.placement;

import dev.holdfast.core.shared.Ordered;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Why a placement came to nothing.
 *
 * @param hosts how many were considered
 * @param failed how many of them failed each rule; those that failed none could take the instance
 */
public record PlacementExplanation(int hosts, SortedMap<PlacementRule, Integer> failed) {
    public PlacementExplanation {
        failed = Ordered.map(failed);
    }

    /** How many hosts could take the instance. */
    public int fitting() {
        return hosts - failed.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** One line: {@code 0 of 300 hosts fit: 280 cores, 20 cordoned}. */
    public String sentence() {
        List<String> counts = new ArrayList<>();
        failed.entrySet().stream()
                .sorted(Map.Entry.<PlacementRule, Integer>comparingByValue().reversed())
                .forEach(entry ->
                        counts.add(entry.getValue() + " " + entry.getKey().words()));
        return fitting() + " of " + hosts + " hosts fit" + (counts.isEmpty() ? "" : ": " + String.join(", ", counts));
    }
}
