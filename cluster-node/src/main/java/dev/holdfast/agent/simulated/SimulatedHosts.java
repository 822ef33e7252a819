package dev.holdfast.agent.simulated;

import dev.holdfast.core.shared.Quantities;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Equal hosts for trying things out: 64 cores, 256 GiB, 4 TiB each, in up to ten fault domains. */
public final class SimulatedHosts {
    private static final Quantities CAPACITY = new Quantities(64, 256L * 1024, 4L * 1024, 0);
    private static final int FAULT_DOMAINS = 10;

    private SimulatedHosts() {}

    /** So many, named {@code host-1} and so on, spread evenly over {@code fd-1} to {@code fd-10}. */
    public static List<FleetHost> like(int count) {
        return like(count, CAPACITY);
    }

    /** The same of another size. */
    public static List<FleetHost> like(int count, Quantities capacity) {
        List<FleetHost> hosts = new ArrayList<>(count);
        for (int number = 1; number <= count; number++) {
            hosts.add(new FleetHost(
                    "host-" + number,
                    capacity,
                    "fd-" + ((number - 1) % FAULT_DOMAINS + 1),
                    Collections.emptySortedMap()));
        }
        return hosts;
    }
}
