package dev.holdfast.core.placement;

import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.SpreadKey;
import dev.holdfast.core.shared.Uid;
import java.util.List;
import java.util.Optional;

/**
 * What an instance needs of a host.
 *
 * @param uid whose instance; one uid that asks again gets the same answer while that counts
 * @param size what it takes
 * @param spreadKey with whom it must not fail together, if anybody
 * @param constraints what the host must be
 * @param avoided hosts that refused or failed it just now, oldest first
 */
public record PlacementRequest(
        Uid uid,
        Quantities size,
        Optional<SpreadKey> spreadKey,
        PlacementConstraints constraints,
        List<HostId> avoided) {
    public PlacementRequest {
        avoided = List.copyOf(avoided);
    }
}
