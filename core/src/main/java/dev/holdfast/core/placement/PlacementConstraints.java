package dev.holdfast.core.placement;

import dev.holdfast.core.shared.FaultDomain;
import dev.holdfast.core.shared.Ordered;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a host must be for an instance to go there.
 *
 * @param faultDomain the one fault domain, if it matters
 * @param hostLabels labels that the host must carry with these values
 */
public record PlacementConstraints(Optional<FaultDomain> faultDomain, SortedMap<String, String> hostLabels) {
    public static final PlacementConstraints NONE =
            new PlacementConstraints(Optional.empty(), Collections.emptySortedMap());

    public PlacementConstraints {
        hostLabels = Ordered.map(hostLabels);
    }
}
