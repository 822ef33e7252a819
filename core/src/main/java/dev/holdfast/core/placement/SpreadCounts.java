package dev.holdfast.core.placement;

import dev.holdfast.core.shared.FaultDomain;
import dev.holdfast.core.shared.SpreadKey;
import java.util.Map;
import java.util.TreeMap;

/** How many instances of each spread key every fault domain has. */
final class SpreadCounts {
    private final Map<SpreadKey, Map<FaultDomain, Integer>> counts = new TreeMap<>();

    /** Of one key, by fault domain; those with none are left out. */
    Map<FaultDomain, Integer> of(SpreadKey key) {
        return counts.getOrDefault(key, Map.of());
    }

    void add(SpreadKey key, FaultDomain domain, int change) {
        Map<FaultDomain, Integer> domains = counts.computeIfAbsent(key, _ -> new TreeMap<>());
        int count = domains.getOrDefault(domain, 0) + change;
        if (count > 0) {
            domains.put(domain, count);
            return;
        }
        domains.remove(domain);
        if (domains.isEmpty()) {
            counts.remove(key);
        }
    }

    /** Counts what changed from one set of holders in a domain to the next. */
    void change(FaultDomain domain, Holders before, Holders after) {
        before.without(after, key -> add(key, domain, -1));
        after.without(before, key -> add(key, domain, 1));
    }
}
