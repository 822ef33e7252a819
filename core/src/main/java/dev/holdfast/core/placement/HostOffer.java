package dev.holdfast.core.placement;

import dev.holdfast.core.shared.FaultDomain;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.Ordered;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.Uid;
import java.util.SortedMap;

/**
 * A host as placement sees it.
 *
 * @param hostUid which life of the host's name
 * @param capacity all that it has
 * @param free what no claim holds
 * @param cordoned takes no new claims
 * @param ready whether its agent was heard, and lately; a host without one can start nothing
 * @param holders who holds something of it
 */
public record HostOffer(
        HostId host,
        Uid hostUid,
        FaultDomain faultDomain,
        SortedMap<String, String> labels,
        Quantities capacity,
        Quantities free,
        boolean cordoned,
        boolean ready,
        Holders holders) {
    public HostOffer {
        labels = Ordered.map(labels);
    }
}
