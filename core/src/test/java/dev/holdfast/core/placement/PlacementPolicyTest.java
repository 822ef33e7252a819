package dev.holdfast.core.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.placement.PlacementDecision.Chosen;
import dev.holdfast.core.placement.PlacementDecision.Nowhere;
import dev.holdfast.core.shared.FaultDomain;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.SpreadKey;
import dev.holdfast.core.shared.Uid;
import dev.holdfast.core.testing.Property;
import dev.holdfast.core.testing.Rng;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlacementPolicyTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Quantities CAPACITY = new Quantities(64, 256 * 1024, 4000, 0);
    private static final Quantities SMALL = new Quantities(2, 4096, 20, 0);
    private static final SpreadKey KEY = new SpreadKey("shop", "db");

    @Test
    void explainsWhichRuleStoppedEachHost() {
        Fleet fleet = new Fleet(PlacerShare.ALL, 1);
        fleet.show(host("full", "a", new Quantities(1, 8192, 100, 0), false, true));
        fleet.show(host("cordoned", "a", CAPACITY, true, true));
        fleet.show(host("silent", "b", CAPACITY, false, false));
        fleet.show(host("tight", "b", new Quantities(8, 1024, 100, 0), false, true));

        Nowhere decision = (Nowhere) PlacementPolicy.choose(fleet, request("u", Optional.empty()), 0);

        assertThat(decision.explanation().hosts()).isEqualTo(4);
        assertThat(decision.explanation().failed())
                .containsExactly(
                        Map.entry(PlacementRule.NOT_READY, 1),
                        Map.entry(PlacementRule.CORDONED, 1),
                        Map.entry(PlacementRule.CORES, 1),
                        Map.entry(PlacementRule.MEMORY, 1));
        assertThat(decision.explanation().sentence())
                .isEqualTo("0 of 4 hosts fit: 1 not ready, 1 cordoned, 1 cores, 1 memory");
    }

    @Test
    void fillsTheTightestHostsFirst() {
        Fleet fleet = new Fleet(PlacerShare.ALL, 1);
        for (int i = 0; i < 20; i++) {
            fleet.show(host("empty-" + i, "a", CAPACITY, false, true));
        }
        for (int i = 0; i < PlacementPolicy.BEST_FEW; i++) {
            fleet.show(host("busy-" + i, "a", new Quantities(4, 16 * 1024, 500, 0), false, true));
        }
        for (long draw = 0; draw < 50; draw++) {
            Chosen chosen = (Chosen) PlacementPolicy.choose(fleet, request("u", Optional.empty()), draw);
            assertThat(chosen.host().value()).startsWith("busy-");
        }
    }

    @Test
    void drawsAmongTheBestFewSoThatPlacersRarelyCollide() {
        Fleet fleet = new Fleet(PlacerShare.ALL, 1);
        for (int i = 0; i < 20; i++) {
            fleet.show(host("h-" + i, "a", CAPACITY, false, true));
        }
        Map<HostId, Integer> chosen = new HashMap<>();
        for (long draw = 0; draw < 400; draw++) {
            chosen.merge(
                    ((Chosen) PlacementPolicy.choose(fleet, request("u", Optional.empty()), draw)).host(),
                    1,
                    Integer::sum);
        }
        assertThat(chosen).hasSize(PlacementPolicy.BEST_FEW);
        assertThat(chosen.values()).allMatch(times -> times > 60);
    }

    @Test
    void keepsGpuHostsForThoseWhoNeedThem() {
        Fleet fleet = new Fleet(PlacerShare.ALL, 1);
        fleet.show(host("gpu", "a", new Quantities(4, 8192, 100, 8), false, true));
        fleet.show(host("plain", "a", CAPACITY, false, true));
        for (long draw = 0; draw < 20; draw++) {
            assertThat(PlacementPolicy.choose(fleet, request("u", Optional.empty()), draw))
                    .as("a GPU host is better than none")
                    .isInstanceOf(Chosen.class);
        }
        Fleet many = new Fleet(PlacerShare.ALL, 1);
        many.show(host("gpu", "a", new Quantities(4, 8192, 100, 8), false, true));
        for (int i = 0; i < PlacementPolicy.BEST_FEW; i++) {
            many.show(host("plain-" + i, "a", CAPACITY, false, true));
        }
        for (long draw = 0; draw < 50; draw++) {
            assertThat(((Chosen) PlacementPolicy.choose(many, request("u", Optional.empty()), draw))
                            .host()
                            .value())
                    .startsWith("plain-");
        }
    }

    @Test
    void honoursConstraintsAndAvoidedHosts() {
        Fleet fleet = new Fleet(PlacerShare.ALL, 1);
        fleet.show(host("a-1", "a", CAPACITY, false, true));
        fleet.show(host("b-1", "b", CAPACITY, false, true));
        PlacementRequest inB = new PlacementRequest(
                new Uid("u"),
                SMALL,
                Optional.empty(),
                new PlacementConstraints(Optional.of(new FaultDomain("b")), Collections.emptySortedMap()),
                List.of());
        assertThat(((Chosen) PlacementPolicy.choose(fleet, inB, 1)).host()).isEqualTo(new HostId("b-1"));

        PlacementRequest labelled = new PlacementRequest(
                new Uid("u"),
                SMALL,
                Optional.empty(),
                new PlacementConstraints(Optional.empty(), new TreeMap<>(Map.of("disk", "ssd"))),
                List.of());
        assertThat(PlacementPolicy.choose(fleet, labelled, 1)).isInstanceOf(Nowhere.class);

        PlacementRequest burnt = new PlacementRequest(
                new Uid("u"), SMALL, Optional.empty(), PlacementConstraints.NONE, List.of(new HostId("a-1")));
        assertThat(((Chosen) PlacementPolicy.choose(fleet, burnt, 1)).host()).isEqualTo(new HostId("b-1"));
    }

    @Test
    void aBurstOfOneKeySpreadsAlthoughNoClaimOfItIsVisibleYet() {
        Placer placer = new Placer(7);
        for (String domain : List.of("a", "b", "c")) {
            for (int i = 0; i < 5; i++) {
                placer.show(host(domain + "-" + i, domain, CAPACITY, false, true));
            }
        }
        Map<FaultDomain, Integer> perDomain = new TreeMap<>();
        List<Boolean> forced = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Chosen chosen = (Chosen) placer.choose(request("u-" + i, Optional.of(KEY)), NOW);
            perDomain.merge(chosen.faultDomain(), 1, Integer::sum);
            forced.add(chosen.spreadForced());
        }
        assertThat(perDomain.values()).containsExactly(2, 2, 2);
        assertThat(forced).containsExactly(false, false, false, true, true, true);
    }

    @Test
    void aPromiseCountsUntilTheViewShowsItAndThenOnce() {
        Placer placer = new Placer(1);
        Quantities half = new Quantities(32, 128 * 1024, 100, 0);
        placer.show(host("only", "a", CAPACITY, false, true));
        PlacementRequest first = request("first", half);
        assertThat(placer.choose(first, NOW)).isInstanceOf(Chosen.class);
        assertThat(placer.choose(request("second", half), NOW)).isInstanceOf(Chosen.class);
        assertThat(placer.choose(request("third", half), NOW)).isInstanceOf(Nowhere.class);

        placer.show(claimed("only", half, "first"));
        assertThat(placer.choose(request("third", half), NOW)).isInstanceOf(Nowhere.class);
        placer.show(claimed("only", CAPACITY.minus(half), "first"));
        assertThat(placer.choose(request("third", half), NOW.plus(Placer.PROMISE)))
                .isInstanceOf(Chosen.class);
    }

    @Test
    void whoAsksAgainGetsTheSameAnswerUntilTheHostHasRefused() {
        Placer placer = new Placer(1);
        for (String domain : List.of("a", "b", "c")) {
            for (int i = 0; i < 20; i++) {
                placer.show(host(domain + "-" + i, domain, CAPACITY, false, true));
            }
        }
        PlacementRequest request = request("same", Optional.of(KEY));
        Chosen first = (Chosen) placer.choose(request, NOW);
        for (int i = 0; i < 10; i++) {
            assertThat(placer.choose(request, NOW)).isEqualTo(first);
        }
        PlacementRequest refused = new PlacementRequest(
                request.uid(), request.size(), request.spreadKey(), request.constraints(), List.of(first.host()));
        Chosen second = (Chosen) placer.choose(refused, NOW);
        assertThat(second.host()).isNotEqualTo(first.host());
        assertThat(second.spreadForced())
                .as("its own first choice counts no longer")
                .isFalse();
    }

    @Test
    void aChoiceOfAnEarlierLifeCountsUntilTheViewShowsIt() {
        Placer placer = new Placer(1);
        for (String domain : List.of("a", "b")) {
            placer.show(host(domain + "-1", domain, CAPACITY, false, true));
        }
        placer.recall(
                new Uid("earlier"),
                new HostId("a-1"),
                new FaultDomain("a"),
                new Quantities(1, 1_024, 1, 0),
                Optional.of(KEY),
                NOW);
        Chosen next = (Chosen) placer.choose(request("next", Optional.of(KEY)), NOW);
        assertThat(next.faultDomain()).isEqualTo(new FaultDomain("b"));
        assertThat(((Chosen) placer.choose(request("third", Optional.of(KEY)), NOW)).spreadForced())
                .isTrue();
    }

    @Test
    void aRecalledChoiceOnAHostThatNobodyKnowsCountsNowhere() {
        Placer placer = new Placer(1);
        placer.show(host("a-1", "a", CAPACITY, false, true));
        placer.recall(new Uid("earlier"), new HostId("gone"), new FaultDomain("a"), CAPACITY, Optional.of(KEY), NOW);
        assertThat(((Chosen) placer.choose(request("next", Optional.of(KEY)), NOW)).spreadForced())
                .isFalse();
    }

    @Test
    void neverPromisesMoreThanAHostHasAndCountsAddUp() {
        Property.holds(200, PlacementPolicyTest::placeAtRandom);
    }

    @Test
    void placersWithDifferentSharesLookAtDifferentHostsFirst() {
        Map<HostId, Integer> chosenBy = new TreeMap<>();
        for (int number = 0; number < 4; number++) {
            Placer placer = new Placer(number, new PlacerShare(number, 4));
            for (int i = 0; i < 400; i++) {
                placer.show(host("h-" + i, "d-" + i % 4, CAPACITY, false, true));
            }
            for (int i = 0; i < 500; i++) {
                Chosen chosen = (Chosen) placer.choose(request("u-" + number + "-" + i, Optional.empty()), NOW);
                Integer before = chosenBy.putIfAbsent(chosen.host(), number);
                assertThat(before).isIn(null, number);
            }
        }
    }

    @Test
    void whoHasFilledItsOwnShareFindsRoomInTheOthers() {
        Placer placer = new Placer(3, new PlacerShare(0, 4));
        for (int i = 0; i < 40; i++) {
            placer.show(host("h-" + i, "a", new Quantities(2, 8192, 100, 0), false, true));
        }
        for (int i = 0; i < 40; i++) {
            assertThat(placer.choose(request("u-" + i, Optional.empty()), NOW)).isInstanceOf(Chosen.class);
        }
        assertThat(placer.choose(request("one too many", Optional.empty()), NOW))
                .isInstanceOf(Nowhere.class);
    }

    @Test
    void theSpreadIsKeptHoweverManyHostsOfOtherDomainsStandBefore() {
        Placer placer = new Placer(5);
        for (int i = 0; i < 500; i++) {
            placer.show(host("a-" + i, "a", CAPACITY, false, true));
        }
        placer.show(host("b-1", "b", CAPACITY, false, true));
        assertThat(((Chosen) placer.choose(request("u-1", Optional.of(KEY)), NOW)).spreadForced())
                .isFalse();
        assertThat(((Chosen) placer.choose(request("u-2", Optional.of(KEY)), NOW)).spreadForced())
                .isFalse();
        assertThat(((Chosen) placer.choose(request("u-3", Optional.of(KEY)), NOW)).spreadForced())
                .isTrue();
    }

    @Test
    void aHostThatMovedOrLeftIsCountedWhereItIs() {
        Fleet fleet = new Fleet(PlacerShare.ALL, 1);
        fleet.show(claimed("only", CAPACITY, "first"));
        fleet.show(host("only", "b", CAPACITY, false, true));
        PlacementRequest inA = new PlacementRequest(
                new Uid("u"),
                SMALL,
                Optional.of(KEY),
                new PlacementConstraints(Optional.of(new FaultDomain("a")), Collections.emptySortedMap()),
                List.of());
        assertThat(PlacementPolicy.choose(fleet, inA, 0)).isInstanceOf(Nowhere.class);
        assertThat(((Chosen) PlacementPolicy.choose(fleet, request("u", Optional.of(KEY)), 0)).faultDomain())
                .isEqualTo(new FaultDomain("b"));
        fleet.remove(new HostId("only"));
        assertThat(PlacementPolicy.choose(fleet, request("u", Optional.of(KEY)), 0))
                .isInstanceOf(Nowhere.class);
    }

    @Test
    void aShareIsOneOfSoMany() {
        assertThatThrownBy(() -> new PlacerShare(3, 3)).hasMessageContaining("not 3 of 3");
        assertThatThrownBy(() -> new PlacerShare(0, 0)).hasMessageContaining("not 0 of 0");
    }

    private static void placeAtRandom(Rng rng) {
        Placer placer = new Placer(rng.nextLong());
        Map<HostId, Quantities> left = new TreeMap<>();
        int hosts = 1 + rng.below(12);
        for (int i = 0; i < hosts; i++) {
            Quantities free = new Quantities(rng.below(33), rng.below(65) * 1024L, rng.below(200), rng.below(3));
            HostOffer offer = host("h-" + i, "d-" + rng.below(4), free, rng.chance(0.1), rng.chance(0.9));
            placer.show(offer);
            left.put(offer.host(), free);
        }
        for (int i = 0; i < 60; i++) {
            Quantities size =
                    new Quantities(1 + rng.below(8), 1024L * (1 + rng.below(16)), rng.below(20), rng.below(2));
            Optional<SpreadKey> key = rng.chance(0.5) ? Optional.of(KEY) : Optional.empty();
            PlacementDecision decision = placer.choose(
                    new PlacementRequest(new Uid("u-" + i), size, key, PlacementConstraints.NONE, List.of()), NOW);
            switch (decision) {
                case Chosen chosen -> left.computeIfPresent(chosen.host(), (_, free) -> free.minus(size));
                case Nowhere nowhere ->
                    assertThat(nowhere.explanation().fitting()).isZero();
            }
        }
    }

    private static PlacementRequest request(String uid, Optional<SpreadKey> key) {
        return new PlacementRequest(new Uid(uid), SMALL, key, PlacementConstraints.NONE, List.of());
    }

    private static PlacementRequest request(String uid, Quantities size) {
        return new PlacementRequest(new Uid(uid), size, Optional.empty(), PlacementConstraints.NONE, List.of());
    }

    private static HostOffer host(String name, String domain, Quantities free, boolean cordoned, boolean ready) {
        return new HostOffer(
                new HostId(name),
                new Uid("uid-" + name),
                new FaultDomain(domain),
                Collections.emptySortedMap(),
                new Quantities(64, 256 * 1024, 4000, free.gpus()),
                free,
                cordoned,
                ready,
                Holders.NONE);
    }

    private static HostOffer claimed(String name, Quantities free, String claimant) {
        return new HostOffer(
                new HostId(name),
                new Uid("uid-" + name),
                new FaultDomain("a"),
                Collections.emptySortedMap(),
                CAPACITY,
                free,
                false,
                true,
                Holders.of(new TreeMap<>(Map.of(new Uid(claimant), Optional.empty()))));
    }
}
