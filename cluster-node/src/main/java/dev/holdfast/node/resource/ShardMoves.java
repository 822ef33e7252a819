package dev.holdfast.node.resource;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Where a type's shards should be, and which of them move next. A shard has no owner while it moves, and its
 * coordinator writes down each step of each move before the next one's: all at once, every shard would wait for all
 * others, and its next owner's machine would read all their logs together. So few move at once, the next when one is
 * served again, and each is away for as short as can be. Those of nodes that are about to leave come first; when there
 * are none, shards are evened out, one at a time: who has just come is not warm, and nobody waits for it.
 *
 * @param <R> what shards are given to: a node's region
 */
final class ShardMoves<R> {
    /** So many shards of a type move at once off nodes that are about to leave. */
    static final int LEAVE_AT_ONCE = 4;

    /** So many move at once to even them out. */
    static final int EVEN_AT_ONCE = 1;

    private final Predicate<R> leaving;

    /** @param leaving whether a region's node is about to leave */
    ShardMoves(Predicate<R> leaving) {
        this.leaving = leaving;
    }

    /**
     * Who gets a shard that nobody has: the one with the fewest; one that is about to leave only if all are.
     *
     * @param counts how many shards each region has
     * @return empty if there is no region
     */
    Optional<R> home(Map<R, Integer> counts) {
        Comparator<R> byCount = Comparator.comparing(counts::get);
        return counts.keySet().stream()
                .min(Comparator.comparing(leaving::test).thenComparing(byCount).thenComparing(String::valueOf));
    }

    /**
     * @param held the shards of each region, those that move included
     * @param moving the shards that are between two nodes already
     * @param waiting the shards that may have a new owner, which does not serve them yet
     * @return those that should let go of their owners now
     */
    Set<String> next(Map<R, List<String>> held, Set<String> moving, Set<String> waiting) {
        Set<String> away = new HashSet<>(moving);
        away.addAll(waiting);
        Map<String, R> staying = new TreeMap<>();
        List<String> homeless = new ArrayList<>();
        held.forEach((region, shards) -> {
            if (leaving.test(region)) {
                shards.stream().filter(shard -> !moving.contains(shard)).forEach(homeless::add);
            } else {
                staying.put(String.valueOf(region), region);
            }
        });
        int room = (homeless.isEmpty() ? EVEN_AT_ONCE : LEAVE_AT_ONCE) - away.size();
        if (room <= 0 || staying.isEmpty()) {
            return Set.of();
        }
        if (!homeless.isEmpty()) {
            return new LinkedHashSet<>(homeless.subList(0, Math.min(room, homeless.size())));
        }
        return evenedOut(List.copyOf(staying.values()), held, moving, room);
    }

    /** What moves already will go to whoever has the fewest, so the fullest is judged without it. */
    private Set<String> evenedOut(List<R> regions, Map<R, List<String>> held, Set<String> moving, int room) {
        Map<R, List<String>> left = new HashMap<>();
        Map<R, Integer> will = new HashMap<>();
        for (R region : regions) {
            List<String> still = new ArrayList<>(held.getOrDefault(region, List.of()));
            still.removeAll(moving);
            left.put(region, still);
            will.put(region, still.size());
        }
        moving.forEach(_ -> will.merge(fewest(regions, will), 1, Integer::sum));
        Set<String> chosen = new LinkedHashSet<>();
        while (chosen.size() < room) {
            R most = regions.stream().max(Comparator.comparing(will::get)).orElseThrow();
            R fewest = fewest(regions, will);
            List<String> still = left.getOrDefault(most, List.of());
            if (will.getOrDefault(most, 0) - will.getOrDefault(fewest, 0) <= 1 || still.isEmpty()) {
                return chosen;
            }
            chosen.add(still.removeLast());
            will.merge(most, -1, Integer::sum);
            will.merge(fewest, 1, Integer::sum);
        }
        return chosen;
    }

    private static <R> R fewest(List<R> regions, Map<R, Integer> will) {
        return regions.stream().min(Comparator.comparing(will::get)).orElseThrow();
    }
}
