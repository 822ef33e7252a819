package dev.holdfast.core.placement;

import dev.holdfast.core.shared.FaultDomain;
import dev.holdfast.core.shared.SpreadKey;
import dev.holdfast.core.shared.Uid;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
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

    /** Counts what changed from one set of claims in a domain to the next; both are sorted, so one walk finds it. */
    void change(
            FaultDomain domain, SortedMap<Uid, Optional<SpreadKey>> before, SortedMap<Uid, Optional<SpreadKey>> after) {
        Iterator<Map.Entry<Uid, Optional<SpreadKey>>> olds = before.entrySet().iterator();
        Iterator<Map.Entry<Uid, Optional<SpreadKey>>> news = after.entrySet().iterator();
        Optional<Map.Entry<Uid, Optional<SpreadKey>>> old = next(olds);
        Optional<Map.Entry<Uid, Optional<SpreadKey>>> young = next(news);
        while (old.isPresent() || young.isPresent()) {
            int order = compare(old, young);
            if (order <= 0) {
                if (order < 0) {
                    old.get().getValue().ifPresent(key -> add(key, domain, -1));
                } else {
                    young = next(news);
                }
                old = next(olds);
            } else {
                young.get().getValue().ifPresent(key -> add(key, domain, 1));
                young = next(news);
            }
        }
    }

    private static int compare(
            Optional<Map.Entry<Uid, Optional<SpreadKey>>> old, Optional<Map.Entry<Uid, Optional<SpreadKey>>> young) {
        if (old.isEmpty()) {
            return 1;
        }
        return young.isEmpty() ? -1 : old.get().getKey().compareTo(young.get().getKey());
    }

    private static <T> Optional<T> next(Iterator<T> iterator) {
        return iterator.hasNext() ? Optional.of(iterator.next()) : Optional.empty();
    }
}
