package dev.holdfast.agent.process;

import dev.holdfast.core.shared.Names;
import dev.holdfast.core.shared.Quantities;
import java.nio.file.Path;
import java.util.List;

/**
 * A host that runs processes, as it is registered.
 *
 * @param addresses of nodes, each host:port; an agent whose node is gone goes to the next
 * @param region where the host is
 * @param name its id in the region: {@value Names#RULE}
 * @param capacity all that instances may take
 * @param faultDomain the hosts that it fails together with: {@value Names#RULE}
 * @param directory where the agent keeps what it was told
 * @param version what the agent says its own is
 */
public record ProcessHost(
        List<String> addresses,
        String region,
        String name,
        Quantities capacity,
        String faultDomain,
        Path directory,
        String version) {
    public ProcessHost {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty() || addresses.contains("")) {
            throw new IllegalArgumentException("addresses must be host:port, one at least, but are " + addresses);
        }
        requireName("region", region);
        requireName("host", name);
        requireName("fault_domain", faultDomain);
    }

    private static void requireName(String field, String text) {
        if (!Names.isName(text)) {
            throw new IllegalArgumentException(field + " must match " + Names.RULE + " but is '" + text + "'");
        }
    }

    /** As agents say it. */
    String fullName() {
        return "regions/" + region + "/hosts/" + name;
    }
}
