package dev.holdfast.sim.fault;

import java.util.List;

/**
 * A whole run, written down: what is there, what the weather is like, what goes wrong when. The same script gives the
 * same run.
 *
 * @param seed of every draw that the script itself does not fix
 * @param nodes of the control plane
 * @param instanceShards shards of instances
 * @param hostShards shards of hosts
 * @param hosts how many
 * @param faultDomains over which the hosts are spread
 * @param instances how many names clients use
 * @param clients who ask one thing after the other
 * @param commandsPerSecond of all clients together
 * @param safetySeconds how long anything may go wrong; then everything is healed
 * @param livenessSeconds how long the healed region may take until all is as it was desired
 * @param staleRouting share of messages that go to a shard's earlier home
 * @param clockOffsetMillis nodes' clocks are wrong by up to so much
 * @param clockDriftPpm and drift by up to so much
 * @param driverFailures share of the driver's orders that fail
 * @param smallLog whether the log's bounds are so small that everything that is rare in it happens often
 */
public record Script(
        long seed,
        int nodes,
        int instanceShards,
        int hostShards,
        int hosts,
        int faultDomains,
        int instances,
        int clients,
        double commandsPerSecond,
        long safetySeconds,
        long livenessSeconds,
        double staleRouting,
        long clockOffsetMillis,
        long clockDriftPpm,
        double driverFailures,
        boolean smallLog,
        Weather weather,
        StoreWeather storeWeather,
        List<Fault> faults) {
    public Script {
        faults = List.copyOf(faults);
    }

    /** The same with other faults. */
    public Script with(List<Fault> others) {
        return new Script(
                seed,
                nodes,
                instanceShards,
                hostShards,
                hosts,
                faultDomains,
                instances,
                clients,
                commandsPerSecond,
                safetySeconds,
                livenessSeconds,
                staleRouting,
                clockOffsetMillis,
                clockDriftPpm,
                driverFailures,
                smallLog,
                weather,
                storeWeather,
                others);
    }
}
