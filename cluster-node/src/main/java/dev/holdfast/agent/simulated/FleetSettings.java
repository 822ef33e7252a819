package dev.holdfast.agent.simulated;

import dev.holdfast.agent.BackOff;
import dev.holdfast.core.shared.Names;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A fleet of simulated hosts in one process.
 *
 * @param addresses of nodes, each host:port; an agent whose node is gone goes to the next
 * @param region where the hosts are
 * @param dataDirectory each host has a directory of its name in it, with its {@code truth.jsonl}
 * @param hosts with different names
 * @param driver how they behave
 * @param version what the agents say theirs is
 * @param hostsPerChannel how many agents share a connection
 * @param threads how many threads run all agents and drivers
 * @param sessions how agents come back, and how registration is tried again
 * @param stagger over how long the first registrations are spread
 */
public record FleetSettings(
        List<String> addresses,
        String region,
        Path dataDirectory,
        List<FleetHost> hosts,
        SimulatedSettings driver,
        String version,
        int hostsPerChannel,
        int threads,
        BackOff sessions,
        Duration stagger) {
    public FleetSettings {
        hosts = List.copyOf(hosts);
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty() || addresses.contains("")) {
            throw new IllegalArgumentException("addresses must be host:port, one at least, but are " + addresses);
        }
        if (!Names.isName(region)) {
            throw new IllegalArgumentException("region must match " + Names.RULE + " but is '" + region + "'");
        }
        if (hostsPerChannel < 1 || threads < 1) {
            throw new IllegalArgumentException(
                    "hosts_per_channel and threads must be at least 1 but are " + hostsPerChannel + " and " + threads);
        }
        if (stagger.isNegative()) {
            throw new IllegalArgumentException("stagger must not be negative but is " + stagger);
        }
        Set<String> names = new HashSet<>();
        hosts.forEach(host -> {
            if (!names.add(host.name())) {
                throw new IllegalArgumentException("hosts: two are named '" + host.name() + "'");
            }
        });
    }

    /** With what suits most: 50 hosts a channel, and back within two seconds once a node answers. */
    public static FleetSettings of(
            String address, String region, Path dataDirectory, List<FleetHost> hosts, SimulatedSettings driver) {
        return of(List.of(address), region, dataDirectory, hosts, driver);
    }

    /** The same with several nodes to go to. */
    public static FleetSettings of(
            List<String> addresses,
            String region,
            Path dataDirectory,
            List<FleetHost> hosts,
            SimulatedSettings driver) {
        return new FleetSettings(
                addresses,
                region,
                dataDirectory,
                hosts,
                driver,
                "0.1.0",
                50,
                Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 4),
                new BackOff(Duration.ofMillis(100), Duration.ofSeconds(2)),
                Duration.ofMillis(Math.min(1_000L, 3L * hosts.size())));
    }

    /** The history of one host, for judges. */
    public Path truthOf(FleetHost host) {
        return directoryOf(host).resolve(GroundTruth.FILE);
    }

    Path directoryOf(FleetHost host) {
        return dataDirectory.resolve(host.name());
    }
}
