package dev.holdfast.core.region;

import dev.holdfast.core.placement.HostOffer;
import dev.holdfast.core.region.RegionCapacity.Share;
import dev.holdfast.core.shared.FaultDomain;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.Quantities;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A region's capacity, kept up to date host by host, so that whoever asks for it does not have all hosts looked at: a
 * change costs the same in a large region as in a small one, and the answer is made at most once between two changes.
 * Soft, and confined to whoever keeps it.
 */
public final class RegionTally {
    private static final Comparator<Quantities> ROOMIEST_FIRST = Comparator.comparingInt(Quantities::cores)
            .thenComparingLong(Quantities::memoryMib)
            .thenComparingLong(Quantities::diskGib)
            .thenComparingInt(Quantities::gpus)
            .reversed();

    private final Map<HostId, HostOffer> hosts = new TreeMap<>();
    private final SortedMap<FaultDomain, Share> domains = new TreeMap<>();
    /** On how many hosts that take claims so much is free; only where an instance could be put at all. */
    private final SortedMap<Quantities, Integer> free = new TreeMap<>(ROOMIEST_FIRST);

    private Share total = Share.NONE;
    private Optional<RegionCapacity> answer = Optional.empty();

    /** A host as it is now, whether it was known or not. */
    public void show(HostOffer host) {
        remove(host.host());
        hosts.put(host.host(), host);
        total = total.with(host);
        domains.put(
                host.faultDomain(),
                domains.getOrDefault(host.faultDomain(), Share.NONE).with(host));
        if (hasRoom(host)) {
            free.merge(host.free(), 1, Integer::sum);
        }
    }

    /** A host is no longer there; nothing if it was not known. */
    public void remove(HostId gone) {
        answer = Optional.empty();
        HostOffer host = hosts.remove(gone);
        if (host == null) {
            return;
        }
        total = total.without(host);
        Share left =
                domains.getOrDefault(host.faultDomain(), Share.NONE.with(host)).without(host);
        if (left.hosts() == 0) {
            domains.remove(host.faultDomain());
        } else {
            domains.put(host.faultDomain(), left);
        }
        if (hasRoom(host)) {
            free.computeIfPresent(host.free(), (_, count) -> count == 1 ? null : count - 1);
        }
    }

    /** What they have together. */
    public RegionCapacity capacity() {
        RegionCapacity capacity =
                answer.orElseGet(() -> new RegionCapacity(total, domains, RegionCapacity.largest(free.keySet())));
        answer = Optional.of(capacity);
        return capacity;
    }

    private static boolean hasRoom(HostOffer host) {
        return RegionCapacity.open(host)
                && host.free().cores() > 0
                && host.free().memoryMib() > 0;
    }
}
