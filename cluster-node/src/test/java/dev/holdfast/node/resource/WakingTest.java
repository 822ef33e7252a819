package dev.holdfast.node.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.node.view.WakeUps;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How many are woken at once, of a shard and of a whole node. */
class WakingTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private final WakeAdmission node = new WakeAdmission(5);
    private final Waking one = waking("a");
    private final Waking two = waking("b");

    private Waking waking(String prefix) {
        WakeUps wakeUps = new WakeUps(AGAIN);
        for (int i = 0; i < 9; i++) {
            wakeUps.due(prefix + i, Optional.of(NOW.minusSeconds(20 - i)));
        }
        return new Waking(wakeUps, node, 3, AGAIN);
    }

    @Test
    void aShardWakesNoMoreThanItsBurstAndAllShardsNoMoreThanTheNodeMay() {
        assertThat(one.next(NOW)).containsExactly("a0", "a1", "a2");
        assertThat(two.next(NOW)).containsExactly("b0", "b1");
        assertThat(one.next(NOW)).isEmpty();
        assertThat(two.next(NOW)).isEmpty();
        assertThat(node.free()).isZero();
    }

    @Test
    void asOneIsAwakeTheNextHasItsTurn() {
        assertThat(one.next(NOW)).hasSize(3);
        assertThat(one.awake("a1")).isTrue();
        assertThat(one.awake("a1")).as("said twice").isFalse();
        assertThat(one.awake("stranger")).isFalse();
        assertThat(one.next(NOW)).isEqualTo(List.of("a3"));
        assertThat(node.free()).isEqualTo(2);
    }

    @Test
    void whoNeverComesKeepsNobodyElseAsleepForLong() {
        assertThat(one.next(NOW)).hasSize(3);
        assertThat(two.next(NOW)).hasSize(2);
        assertThat(one.next(NOW.plus(AGAIN))).as("of those that it gave up").isEmpty();
        assertThat(two.next(NOW)).as("another shard goes first").containsExactly("b2");
        assertThat(one.next(NOW.plus(AGAIN))).containsExactly("a3", "a4");
        assertThat(node.free()).isZero();
    }

    @Test
    void aShardThatIsLetGoGivesBackItsPlaces() {
        assertThat(one.next(NOW)).hasSize(3);
        one.end();
        assertThat(node.free()).isEqualTo(5);
        assertThat(two.next(NOW)).hasSize(3);
    }
}
