package dev.holdfast.agent.simulated;

import dev.holdfast.core.shared.Names;
import dev.holdfast.core.shared.Ordered;
import dev.holdfast.core.shared.Quantities;
import java.util.SortedMap;

/**
 * A simulated host as it is registered.
 *
 * @param name its id in the region: {@value Names#RULE}
 * @param capacity all that instances may take
 * @param faultDomain the hosts that it fails together with: {@value Names#RULE}
 * @param labels what placement may ask for
 */
public record FleetHost(String name, Quantities capacity, String faultDomain, SortedMap<String, String> labels) {
    public FleetHost {
        labels = Ordered.map(labels);
        requireName("host", name);
        requireName("fault_domain", faultDomain);
    }

    private static void requireName(String field, String text) {
        if (!Names.isName(text)) {
            throw new IllegalArgumentException(field + " must match " + Names.RULE + " but is '" + text + "'");
        }
    }
}
