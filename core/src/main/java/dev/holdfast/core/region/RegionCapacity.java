package dev.holdfast.core.region;

import dev.holdfast.core.placement.HostOffer;
import dev.holdfast.core.shared.FaultDomain;
import dev.holdfast.core.shared.Ordered;
import dev.holdfast.core.shared.Quantities;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;

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

        /** Takes away a host that was counted as it is here. */
        Share without(HostOffer host) {
            return new Share(
                    hosts - 1,
                    hostsOpen - (open(host) ? 1 : 0),
                    capacity.minus(host.capacity()),
                    claimed.minus(host.capacity().minus(host.free())),
                    free.minus(host.free()),
                    open(host) ? available.minus(host.free()) : available);
        }
    }

    public RegionCapacity {
        byFaultDomain = Ordered.map(byFaultDomain);
        largest = List.copyOf(largest);
    }

    /** The same, summed up from nothing. */
    public static RegionCapacity of(Collection<HostOffer> hosts) {
        RegionTally tally = new RegionTally();
        hosts.forEach(tally::show);
        return tally.capacity();
    }

    static boolean open(HostOffer host) {
        return host.ready() && !host.cordoned();
    }

    /** Of sizes with the most cores first, those that do not fit into another; only the first few. */
    static List<Quantities> largest(Iterable<Quantities> roomiestFirst) {
        List<Quantities> largest = new ArrayList<>();
        for (Quantities free : roomiestFirst) {
            if (largest.size() == LARGEST_AT_MOST) {
                break;
            }
            if (largest.stream().noneMatch(larger -> larger.fits(free))) {
                largest.add(free);
            }
        }
        return largest;
    }
}
