package dev.holdfast.node.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShardMovesTest {
    private final Set<String> leaving = new HashSet<>();
    private final ShardMoves<String> moves = new ShardMoves<>(leaving::contains);

    @Test
    void aShardThatNobodyHasGoesToWhoHasTheFewestAndStays() {
        leaving.add("a");
        assertThat(moves.home(Map.of("a", 0, "b", 5, "c", 4))).contains("c");
        assertThat(moves.home(Map.of())).isEmpty();
    }

    @Test
    void ifAllAreLeavingAShardStillHasAHome() {
        leaving.addAll(Set.of("a", "b"));
        assertThat(moves.home(Map.of("a", 3, "b", 2))).contains("b");
    }

    @Test
    void ofANodeThatLeavesFewShardsMoveAtOnceUntilItHasNone() {
        leaving.add("a");
        Map<String, List<String>> held = region(21, 21, 22);
        int rounds = runs(held, 100);
        assertThat(held.get("a")).isEmpty();
        assertThat(held.get("b")).hasSize(32);
        assertThat(held.get("c")).hasSize(32);
        assertThat(rounds).isEqualTo((21 + ShardMoves.LEAVE_AT_ONCE - 1) / ShardMoves.LEAVE_AT_ONCE);
    }

    @Test
    void aNodeThatHasComeGetsItsShareAndThenAllIsStill() {
        Map<String, List<String>> held = region(0, 32, 32);
        runs(held, 100);
        assertThat(held.values()).extracting(List::size).containsExactlyInAnyOrder(21, 21, 22);
        assertThat(moves.next(held, Set.of(), Set.of())).isEmpty();
    }

    @Test
    void whatMovesAlreadyCountsForHowManyMoveAtOnce() {
        leaving.add("a");
        Map<String, List<String>> held = region(8, 0, 0);
        assertThat(moves.next(held, Set.of("a-0"), Set.of()))
                .hasSize(ShardMoves.LEAVE_AT_ONCE - 1)
                .doesNotContain("a-0");
        assertThat(moves.next(held, Set.of("a-0", "a-1", "a-2", "a-3"), Set.of()))
                .isEmpty();
    }

    @Test
    void aShardThatIsNotServedAgainYetIsStillAway() {
        leaving.add("a");
        Map<String, List<String>> held = region(8, 1, 0);
        assertThat(moves.next(held, Set.of(), Set.of("b-0"))).hasSize(3);
        assertThat(moves.next(held, Set.of("a-0"), Set.of("a-0"))).hasSize(3);
        assertThat(moves.next(held, Set.of("a-0"), Set.of("b-0"))).hasSize(2);
    }

    @Test
    void shardsAreEvenedOutOneAtATime() {
        assertThat(moves.next(region(0, 32, 32), Set.of(), Set.of())).hasSize(1);
        assertThat(moves.next(region(1, 32, 31), Set.of(), Set.of("a-0"))).isEmpty();
    }

    @Test
    void aShardOnItsWayToWhoHasTheFewestIsNotFollowedByOneTooMany() {
        Map<String, List<String>> held = region(1, 3, 2);
        assertThat(moves.next(held, Set.of("b-2"), Set.of())).isEmpty();
    }

    @Test
    void ifAllAreLeavingNothingMoves() {
        leaving.addAll(Set.of("a", "b", "c"));
        assertThat(moves.next(region(8, 0, 0), Set.of(), Set.of())).isEmpty();
    }

    /** Lets every move come to its end before the next look. */
    private int runs(Map<String, List<String>> held, int atMost) {
        int rounds = 0;
        while (rounds < atMost) {
            Set<String> chosen = moves.next(held, Set.of(), Set.of());
            if (chosen.isEmpty()) {
                return rounds;
            }
            assertThat(chosen).hasSizeLessThanOrEqualTo(ShardMoves.LEAVE_AT_ONCE);
            rounds++;
            for (String shard : chosen) {
                held.values().forEach(shards -> shards.remove(shard));
                Map<String, Integer> counts = new TreeMap<>();
                held.forEach((region, shards) -> counts.put(region, shards.size()));
                held.computeIfAbsent(moves.home(counts).orElseThrow(), _ -> new ArrayList<>())
                        .add(shard);
            }
        }
        throw new AssertionError("shards still move after " + atMost + " rounds: " + held);
    }

    private static Map<String, List<String>> region(int a, int b, int c) {
        Map<String, List<String>> held = new TreeMap<>();
        held.put("a", shards("a", a));
        held.put("b", shards("b", b));
        held.put("c", shards("c", c));
        return held;
    }

    private static List<String> shards(String of, int count) {
        return new ArrayList<>(
                IntStream.range(0, count).mapToObj(shard -> of + "-" + shard).toList());
    }
}
