package dev.holdfast.core.placement;

import dev.holdfast.core.shared.FaultDomain;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.SpreadKey;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One placer's copy of the region's hosts: what the view shows, less what this placer promised and the view does not
 * show yet. Soft, confined to its placer, and iterated in the order of the hosts' names.
 */
public final class Fleet {
    private final TreeMap<HostId, Slot> slots = new TreeMap<>();
    private final SpreadCounts spread = new SpreadCounts();

    /** What the view shows of a host now. */
    public void show(HostOffer offer) {
        Slot known = slots.get(offer.host());
        if (known == null) {
            slots.put(offer.host(), new Slot(offer));
            spread.change(offer.faultDomain(), Collections.emptySortedMap(), offer.claims());
            return;
        }
        HostOffer before = known.offer();
        if (before.faultDomain().equals(offer.faultDomain())) {
            spread.change(offer.faultDomain(), before.claims(), offer.claims());
        } else {
            spread.change(before.faultDomain(), before.claims(), Collections.emptySortedMap());
            spread.change(offer.faultDomain(), Collections.emptySortedMap(), offer.claims());
        }
        known.show(offer);
    }

    /** The view no longer knows the host. */
    public void remove(HostId host) {
        Slot known = slots.remove(host);
        if (known != null) {
            spread.change(known.offer().faultDomain(), known.offer().claims(), Collections.emptySortedMap());
        }
    }

    public int size() {
        return slots.size();
    }

    public Optional<HostOffer> host(HostId host) {
        return Optional.ofNullable(slots.get(host)).map(Slot::offer);
    }

    /** Hosts by name. */
    public SortedMap<HostId, HostOffer> hosts() {
        TreeMap<HostId, HostOffer> offers = new TreeMap<>();
        slots.forEach((host, slot) -> offers.put(host, slot.offer()));
        return offers;
    }

    Collection<Slot> slots() {
        return slots.values();
    }

    int spreadCount(SpreadKey key, FaultDomain domain) {
        return spread.of(key, domain);
    }

    void promise(HostId host, Quantities size, Optional<SpreadKey> key) {
        Slot slot = slots.get(host);
        if (slot != null) {
            slot.promise(size);
            key.ifPresent(k -> spread.add(k, slot.offer().faultDomain(), 1));
        }
    }

    void takeBack(HostId host, FaultDomain domain, Quantities size, Optional<SpreadKey> key) {
        Slot slot = slots.get(host);
        if (slot != null) {
            slot.takeBack(size);
        }
        key.ifPresent(k -> spread.add(k, domain, -1));
    }
}
