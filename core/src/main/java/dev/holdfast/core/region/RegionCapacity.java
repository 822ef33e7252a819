package dev.holdfast.core.region;

import dev.holdfast.core.placement.HostOffer;
import dev.holdfast.core.shared.FaultDomain;
import dev.holdfast.core.shared.Ordered;
import dev.holdfast.core.shared.Quantities;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a region's hosts have and have left. What is free on a host that takes no claims counts as free and as
 * unavailable: it will be there again, and nothing can go there now.
 *
 * @param total of all hosts
 * @param byFaultDomain the same, for the hosts of each
 * @param largest what still fits somewhere: no instance that is larger in one respect and not smaller in another does
 */
public record RegionCapacity(Share total, SortedMap<FaultDomain, Share> byFaultDomain, List<Quantities> largest) {
    /** How many of the largest are told; those with the most cores. */
    private static final int LARGEST_AT_MOST = 16;

    /**
     * What some hosts have.
     *
     * @param hosts how many they are
     * @param hostsOpen how many of them take claims now
     * @param available of what is free, what is on those
     */
    public record Share(
            int hosts, int hostsOpen, Quantities capacity, Quantities claimed, Quantities free, Quantities available) {
        static final Share NONE = new Share(0, 0, Quantities.NONE, Quantities.NONE, Quantities.NONE, Quantities.NONE);

        Share with(HostOffer host) {
            return new Share(
                    hosts + 1,
                    hostsOpen + (open(host) ? 1 : 0),
                    capacity.plus(host.capacity()),
                    claimed.plus(host.capacity().minus(host.free())),
                    free.plus(host.free()),
                    open(host) ? available.plus(host.free()) : available);
        }
    }

    public RegionCapacity {
        byFaultDomain = Ordered.map(byFaultDomain);
        largest = List.copyOf(largest);
    }

    public static RegionCapacity of(Collection<HostOffer> hosts) {
        Share total = Share.NONE;
        SortedMap<FaultDomain, Share> domains = new TreeMap<>();
        for (HostOffer host : hosts) {
            total = total.with(host);
            domains.put(
                    host.faultDomain(),
                    domains.getOrDefault(host.faultDomain(), Share.NONE).with(host));
        }
        return new RegionCapacity(total, domains, largest(hosts));
    }

    private static boolean open(HostOffer host) {
        return host.ready() && !host.cordoned();
    }

    /** What is free on each host that takes claims, without what fits where something larger does. */
    private static List<Quantities> largest(Collection<HostOffer> hosts) {
        List<Quantities> roomiestFirst = hosts.stream()
                .filter(RegionCapacity::open)
                .map(HostOffer::free)
                .filter(free -> free.cores() > 0 && free.memoryMib() > 0)
                .sorted(Comparator.comparingInt(Quantities::cores)
                        .thenComparingLong(Quantities::memoryMib)
                        .thenComparingLong(Quantities::diskGib)
                        .thenComparingInt(Quantities::gpus)
                        .reversed())
                .toList();
        List<Quantities> largest = new ArrayList<>();
        for (Quantities free : roomiestFirst) {
            if (largest.size() < LARGEST_AT_MOST && largest.stream().noneMatch(larger -> larger.fits(free))) {
                largest.add(free);
            }
        }
        return largest;
    }
}
