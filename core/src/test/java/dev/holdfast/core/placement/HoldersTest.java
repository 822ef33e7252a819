package dev.holdfast.core.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.shared.SpreadKey;
import dev.holdfast.core.shared.Uid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class HoldersTest {
    @Test
    void whoIsInOneAndNotInTheOtherIsFoundWhateverTheTwoAre() {
        SplittableRandom draws = new SplittableRandom(1L);
        for (int round = 0; round < 2_000; round++) {
            SortedMap<Uid, Optional<SpreadKey>> here = claims(draws);
            SortedMap<Uid, Optional<SpreadKey>> there = claims(draws);
            SortedMap<Uid, Optional<SpreadKey>> expected = new TreeMap<>(here);
            expected.keySet().removeAll(new TreeSet<>(there.keySet()));

            List<SpreadKey> found = new ArrayList<>();
            Holders.of(here).without(Holders.of(there), found::add);

            assertThat(found)
                    .isEqualTo(
                            expected.values().stream().flatMap(Optional::stream).toList());
        }
    }

    @Test
    void everyHolderIsFoundAndNobodyElse() {
        SplittableRandom draws = new SplittableRandom(2L);
        for (int round = 0; round < 200; round++) {
            SortedMap<Uid, Optional<SpreadKey>> claims = claims(draws);
            Holders holders = Holders.of(claims);
            for (int uid = 0; uid < 12; uid++) {
                assertThat(holders.contains(uid(uid))).isEqualTo(claims.containsKey(uid(uid)));
            }
        }
    }

    @Test
    void ofSeveralClaimsOfOneInstanceTheLastCounts() {
        Holders.Builder builder = new Holders.Builder(2);
        builder.add(uid(1), Optional.empty());
        builder.add(uid(1), Optional.of(key(1)));

        List<SpreadKey> found = new ArrayList<>();
        builder.build().without(Holders.NONE, found::add);

        assertThat(found).containsExactly(key(1));
    }

    @Test
    void claimsOutOfOrderAreNotTaken() {
        Holders.Builder builder = new Holders.Builder(2);
        builder.add(uid(2), Optional.empty());

        assertThatThrownBy(() -> builder.add(uid(1), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("comes after");
    }

    private static SortedMap<Uid, Optional<SpreadKey>> claims(SplittableRandom draws) {
        SortedMap<Uid, Optional<SpreadKey>> claims = new TreeMap<>();
        int count = draws.nextInt(10);
        for (int i = 0; i < count; i++) {
            claims.put(
                    uid(draws.nextInt(12)),
                    draws.nextBoolean() ? Optional.of(key(draws.nextInt(100))) : Optional.empty());
        }
        return claims;
    }

    private static Uid uid(int number) {
        return new Uid("uid-" + number);
    }

    private static SpreadKey key(int number) {
        return new SpreadKey("p", "key-" + number);
    }
}
