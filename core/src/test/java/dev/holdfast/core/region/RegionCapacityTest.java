package dev.holdfast.core.region;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.placement.Holders;
import dev.holdfast.core.placement.HostOffer;
import dev.holdfast.core.shared.FaultDomain;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.Uid;
import dev.holdfast.core.testing.Property;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RegionCapacityTest {
    @Test
    void sumsByFaultDomainAndCountsWhatTakesNoClaimsAsFreeAndNotAvailable() {
        RegionCapacity capacity = RegionCapacity.of(List.of(
                host("a-1", "a", new Quantities(8, 8_192, 100, 0), new Quantities(6, 4_096, 100, 0), false),
                host("a-2", "a", new Quantities(8, 8_192, 100, 0), new Quantities(8, 8_192, 100, 0), true),
                host("b-1", "b", new Quantities(4, 4_096, 0, 1), new Quantities(1, 1_024, 0, 1), false)));

        assertThat(capacity.total().hosts()).isEqualTo(3);
        assertThat(capacity.total().hostsOpen()).isEqualTo(2);
        assertThat(capacity.total().capacity()).isEqualTo(new Quantities(20, 20_480, 200, 1));
        assertThat(capacity.total().claimed()).isEqualTo(new Quantities(5, 7_168, 0, 0));
        assertThat(capacity.byFaultDomain().get(new FaultDomain("a")))
                .isEqualTo(new RegionCapacity.Share(
                        2,
                        1,
                        new Quantities(16, 16_384, 200, 0),
                        new Quantities(2, 4_096, 0, 0),
                        new Quantities(14, 12_288, 200, 0),
                        new Quantities(6, 4_096, 100, 0)));
        assertThat(capacity.largest())
                .containsExactly(new Quantities(6, 4_096, 100, 0), new Quantities(1, 1_024, 0, 1));
    }

    @Test
    void aRegionWithoutHostsHasNothingAndNothingFits() {
        RegionCapacity capacity = RegionCapacity.of(List.of());
        assertThat(capacity.total()).isEqualTo(RegionCapacity.Share.NONE);
        assertThat(capacity.largest()).isEmpty();
    }

    @Test
    void whatFitsSomewhereFitsIntoOneOfTheLargest() {
        Property.holds(300, rng -> {
            List<HostOffer> hosts = new ArrayList<>();
            for (int i = rng.below(8); i >= 0; i--) {
                Quantities free = new Quantities(rng.below(6), rng.below(6), rng.below(3), rng.below(2));
                hosts.add(host("h-" + i, "a", free, free, rng.chance(0.2)));
            }
            List<Quantities> largest = RegionCapacity.of(hosts).largest();
            Quantities wanted = new Quantities(1 + rng.below(5), 1 + rng.below(5), rng.below(3), rng.below(2));
            boolean fits = hosts.stream()
                    .anyMatch(host -> !host.cordoned() && host.free().fits(wanted));
            assertThat(largest.stream().anyMatch(each -> each.fits(wanted)))
                    .as("%s into %s, of which the largest are %s", wanted, hosts, largest)
                    .isEqualTo(fits);
            for (Quantities one : largest) {
                assertThat(largest).filteredOn(other -> other.fits(one)).containsExactly(one);
            }
        });
    }

    @Test
    void whatIsKeptHostByHostIsTheSumOfTheHostsThatAreThere() {
        Property.holds(300, rng -> {
            RegionTally tally = new RegionTally();
            Map<String, HostOffer> there = new TreeMap<>();
            for (int step = rng.below(40); step >= 0; step--) {
                String name = "h-" + rng.below(6);
                if (rng.chance(0.25)) {
                    there.remove(name);
                    tally.remove(new HostId(name));
                } else {
                    Quantities capacity = new Quantities(6, 6, 3, 1);
                    Quantities free = new Quantities(rng.below(7), rng.below(7), rng.below(4), rng.below(2));
                    HostOffer offer = host(name, "d-" + rng.below(3), capacity, free, rng.chance(0.2));
                    there.put(name, offer);
                    tally.show(offer);
                }
                RegionCapacity kept = tally.capacity();
                assertThat(kept).isEqualTo(summed(there.values())).isSameAs(tally.capacity());
            }
        });
    }

    /** By another way: every figure by itself, from all hosts. */
    private static RegionCapacity summed(Collection<HostOffer> hosts) {
        SortedMap<FaultDomain, RegionCapacity.Share> domains = new TreeMap<>();
        hosts.stream()
                .map(HostOffer::faultDomain)
                .forEach(domain -> domains.put(
                        domain,
                        share(hosts.stream()
                                .filter(host -> host.faultDomain().equals(domain))
                                .toList())));
        List<Quantities> rooms = hosts.stream()
                .filter(host -> !host.cordoned()
                        && host.free().cores() > 0
                        && host.free().memoryMib() > 0)
                .map(HostOffer::free)
                .distinct()
                .toList();
        List<Quantities> largest = rooms.stream()
                .filter(room -> rooms.stream().noneMatch(other -> !other.equals(room) && other.fits(room)))
                .sorted(Comparator.comparingInt(Quantities::cores)
                        .thenComparingLong(Quantities::memoryMib)
                        .thenComparingLong(Quantities::diskGib)
                        .thenComparingInt(Quantities::gpus)
                        .reversed())
                .toList();
        return new RegionCapacity(share(hosts), domains, largest);
    }

    private static RegionCapacity.Share share(Collection<HostOffer> hosts) {
        List<HostOffer> open = hosts.stream().filter(host -> !host.cordoned()).toList();
        Quantities capacity = sum(hosts, HostOffer::capacity);
        Quantities free = sum(hosts, HostOffer::free);
        return new RegionCapacity.Share(
                hosts.size(), open.size(), capacity, capacity.minus(free), free, sum(open, HostOffer::free));
    }

    private static Quantities sum(Collection<HostOffer> hosts, Function<HostOffer, Quantities> of) {
        return hosts.stream().map(of).reduce(Quantities.NONE, Quantities::plus);
    }

    private static HostOffer host(String name, String domain, Quantities capacity, Quantities free, boolean cordoned) {
        return new HostOffer(
                new HostId(name),
                new Uid("uid-" + name),
                new FaultDomain(domain),
                Collections.emptySortedMap(),
                capacity,
                free,
                cordoned,
                true,
                Holders.NONE);
    }
}
