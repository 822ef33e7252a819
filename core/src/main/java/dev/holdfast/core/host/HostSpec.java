package dev.holdfast.core.host;

import dev.holdfast.core.shared.FaultDomain;
import dev.holdfast.core.shared.Ordered;
import dev.holdfast.core.shared.Quantities;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What an operator says of a host when it is registered.
 *
 * @param capacity all that instances may take
 * @param faultDomain the hosts that it fails together with
 * @param labels what placement may ask for
 */
public record HostSpec(Quantities capacity, FaultDomain faultDomain, SortedMap<String, String> labels) {
    public HostSpec {
        labels = Ordered.map(labels);
    }

    /** The name of the first field in which two specs differ, as the API calls it; empty when they are equal. */
    public Optional<String> firstDifference(HostSpec other) {
        if (!capacity.equals(other.capacity)) {
            return Optional.of("host.capacity");
        }
        if (!faultDomain.equals(other.faultDomain)) {
            return Optional.of("host.fault_domain");
        }
        return labels.equals(other.labels) ? Optional.empty() : Optional.of("host.labels");
    }
}
