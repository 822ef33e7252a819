package dev.holdfast.core.placement;

import dev.holdfast.core.shared.FaultDomain;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.SpreadKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One placer's copy of the region's hosts: what the view shows, less what this placer promised and the view does not
 * show yet. Soft and confined to its placer.
 *
 * <p>Its hosts stand in the placer's own order, which stays the same while hosts come and go: first those of its
 * {@link PlacerShare}, and among equals scrambled by its seed. Whoever fills hosts in this order packs them as well as
 * in any other, and meets other placers only where it has left its own.
 */
public final class Fleet {
    private final PlacerShare share;
    private final long seed;
    private final Map<HostId, Slot> slots = new TreeMap<>();
    private final Ranking all = new Ranking();
    private final Map<FaultDomain, Integer> domains = new TreeMap<>();
    private final List<Ranking> ofDomain = new ArrayList<>();
    private final SpreadCounts spread = new SpreadCounts();

    /** @param seed so that different placers have different orders */
    public Fleet(PlacerShare share, long seed) {
        this.share = share;
        this.seed = seed;
    }

    /** What the view shows of a host now. */
    public void show(HostOffer offer) {
        Slot known = slots.get(offer.host());
        if (known != null && known.offer().faultDomain().equals(offer.faultDomain())) {
            spread.change(offer.faultDomain(), known.offer().holders(), offer.holders());
            known.show(offer);
            return;
        }
        Quantities promised = known == null ? Quantities.NONE : known.promised();
        remove(offer.host());
        add(offer, promised);
    }

    private void add(HostOffer offer, Quantities promised) {
        int domain = domains.computeIfAbsent(offer.faultDomain(), _ -> {
            ofDomain.add(new Ranking());
            return ofDomain.size() - 1;
        });
        HostId host = offer.host();
        Ranking.Rank rank = new Ranking.Rank(share.distance(host), Scramble.of(host.value(), seed), host);
        Slot slot = new Slot(offer, domain, rank);
        slot.promise(promised);
        slots.put(host, slot);
        all.add(slot);
        ofDomain.get(domain).add(slot);
        spread.change(offer.faultDomain(), Holders.NONE, offer.holders());
    }

    /** The view no longer knows the host. */
    public void remove(HostId host) {
        Slot known = slots.remove(host);
        if (known != null) {
            all.remove(known);
            ofDomain.get(known.domain()).remove(known);
            spread.change(known.offer().faultDomain(), known.offer().holders(), Holders.NONE);
        }
    }

    public int size() {
        return slots.size();
    }

    public Optional<HostOffer> host(HostId host) {
        return Optional.ofNullable(slots.get(host)).map(Slot::offer);
    }

    /** All hosts, in the order in which this placer looks at them. */
    List<Slot> slots() {
        return all.slots();
    }

    /** Those of one fault domain, in the same order. */
    List<Slot> slots(int domain) {
        return ofDomain.get(domain).slots();
    }

    /** How many instances of the key each fault domain has, by the domain's number. */
    int[] together(Optional<SpreadKey> key) {
        int[] counts = new int[ofDomain.size()];
        key.ifPresent(each -> spread.of(each).forEach((domain, count) -> {
            Integer number = domains.get(domain);
            if (number != null) {
                counts[number] = count;
            }
        }));
        return counts;
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
