package dev.holdfast.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.resource.Finding;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.FaultDomain;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.core.shared.OnSilence;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.Uid;
import dev.holdfast.core.testing.Samples;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the rules never write is made by hand here; that they never write it, the storms of LifePropertyTest show. */
class HostAuditTest {
    private static final Quantities CAPACITY = new Quantities(8, 16_384, 100, 0);
    private static final Quantities HALF = new Quantities(4, 8_192, 50, 0);
    private static final Uid UID = new Uid("life-0");
    private static final Epoch ONE = new Epoch(1);
    private static final Epoch TWO = new Epoch(2);

    private final HostResource resource = new HostResource();

    @Test
    void aHostThatHoldsWhatItCountsIsFoundRight() {
        assertThat(rules(host(Map.of(ONE, claim(HALF, Wanted.RUNNING)), HALF, Map.of())))
                .isEmpty();
    }

    @Test
    void claimsThatDoNotAddUpAreFound() {
        assertThat(rules(host(Map.of(ONE, claim(HALF, Wanted.RUNNING)), Quantities.NONE, Map.of())))
                .containsExactly("claims-do-not-add-up");
    }

    @Test
    void moreClaimsThanCapacityAreFound() {
        Quantities both = CAPACITY.plus(HALF);
        assertThat(rules(host(
                        Map.of(ONE, claim(CAPACITY, Wanted.STOPPED), TWO, claim(HALF, Wanted.RUNNING)),
                        both,
                        Map.of())))
                .containsExactly("over-capacity");
    }

    @Test
    void aClaimThatWasReleasedIsFound() {
        assertThat(rules(host(
                        Map.of(ONE, claim(HALF, Wanted.STOPPED)), HALF, Map.of(UID, new Released(ONE, Samples.NOW)))))
                .containsExactly("released-and-held");
    }

    @Test
    void anInstanceThatIsToRunUnderTwoEpochsIsFound() {
        assertThat(rules(host(
                        Map.of(ONE, claim(HALF, Wanted.RUNNING), TWO, claim(HALF, Wanted.RUNNING)),
                        CAPACITY,
                        Map.of())))
                .containsExactly("runs-twice");
        assertThat(rules(host(
                        Map.of(ONE, claim(HALF, Wanted.GONE), TWO, claim(HALF, Wanted.RUNNING)), CAPACITY, Map.of())))
                .isEmpty();
    }

    private List<String> rules(HostState host) {
        return resource.audit(host).stream().map(Finding::rule).toList();
    }

    private static HostClaim claim(Quantities size, Wanted wanted) {
        return new HostClaim(
                new InstanceName("shop", "web-1"),
                size,
                3,
                Optional.empty(),
                Samples.NOW,
                Optional.of(new Order(
                        5,
                        wanted,
                        false,
                        new Workload(
                                size,
                                "debian-12",
                                List.of(),
                                "",
                                Collections.emptySortedMap(),
                                Duration.ofSeconds(90),
                                OnSilence.KEEP))));
    }

    private static HostState host(Map<Epoch, HostClaim> claims, Quantities claimed, Map<Uid, Released> released) {
        TreeMap<ClaimKey, HostClaim> keyed = new TreeMap<>();
        claims.forEach((epoch, claim) -> keyed.put(new ClaimKey(UID, epoch), claim));
        return new HostState.Up(new HostLife(
                new HostId("host-1"),
                new Uid("host-uid"),
                9,
                Samples.NOW,
                Samples.NOW,
                new HostSpec(CAPACITY, new FaultDomain("rack-a"), Collections.emptySortedMap()),
                Optional.of(new AgentFacts("simulated", Fencing.NONE, "1")),
                keyed,
                claimed,
                new TreeMap<>(released),
                HostRequests.NONE));
    }
}
