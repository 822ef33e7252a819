package dev.holdfast.core.placement;

import dev.holdfast.core.shared.FaultDomain;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.Uid;

/** Where an instance goes, or why nowhere. */
public sealed interface PlacementDecision {
    /** @param spreadForced no fault domain without an instance of the same spread key could take it */
    record Chosen(HostId host, Uid hostUid, FaultDomain faultDomain, boolean spreadForced)
            implements PlacementDecision {}

    /** No host passes every check now. */
    record Nowhere(PlacementExplanation explanation) implements PlacementDecision {}
}
