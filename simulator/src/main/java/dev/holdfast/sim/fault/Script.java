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
    /** @throws IllegalArgumentException naming the field and the rule that it breaks */
    public Script {
        within("nodes", nodes, 1, 100);
        within("instanceShards", instanceShards, 1, 1_000);
        within("hostShards", hostShards, 1, 1_000);
        within("hosts", hosts, 1, 100_000);
        within("faultDomains", faultDomains, 1, 1_000);
        within("instances", instances, 1, 10_000_000);
        within("clients", clients, 1, 1_000_000);
        within("safetySeconds", safetySeconds, 1, 365L * 24 * 3600);
        within("livenessSeconds", livenessSeconds, 1, 365L * 24 * 3600);
        within("clockOffsetMillis", clockOffsetMillis, 0, 3_600_000);
        within("clockDriftPpm", clockDriftPpm, 0, 100_000);
        if (!(commandsPerSecond > 0 && commandsPerSecond <= 100_000)) {
            throw new IllegalArgumentException(
                    "commandsPerSecond is above 0 and at most 100000, not " + commandsPerSecond);
        }
        share("staleRouting", staleRouting);
        share("driverFailures", driverFailures);
        faults = List.copyOf(faults);
        for (Fault fault : faults) {
            check(fault, nodes, hosts, instanceShards, hostShards);
        }
    }

    private static void check(Fault fault, int nodes, int hosts, int instanceShards, int hostShards) {
        within(fault.kind() + ".atMillis", fault.atMillis(), 0, 365L * 24 * 3_600_000);
        fault.nodeMeant().ifPresent(node -> within(fault.kind() + "'s node", node, 0, nodes - 1L));
        fault.hostMeant().ifPresent(host -> within(fault.kind() + ".host", host, 0, hosts - 1L));
        fault.shardMeant().ifPresent(shard -> {
            boolean instance = shard.type().equals("instance");
            if (!instance && !shard.type().equals("host")) {
                throw new IllegalArgumentException(fault.kind() + ".type is instance or host, not " + shard.type());
            }
            within(fault.kind() + ".shard", shard.number(), 0, (instance ? instanceShards : hostShards) - 1L);
        });
    }

    private static void within(String field, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(field + " is from " + least + " to " + most + ", not " + value);
        }
    }

    private static void share(String field, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(field + " is from 0 to 1, not " + value);
        }
    }

    /** Whether nothing goes wrong in it at all. */
    public boolean calm() {
        return faults.isEmpty()
                && driverFailures == 0
                && weather.equals(Weather.FINE)
                && storeWeather.equals(StoreWeather.FINE);
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
