package dev.holdfast.sim.fault;

import dev.holdfast.sim.workload.Draws;
import dev.holdfast.sim.workload.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Draws a whole run from a seed: its size, its weather, and which kinds of fault there are at all. Leaving kinds out
 * matters: faults hide each other, and a run with all of them at once never comes far.
 */
public final class Swarm {
    private static final long SAFETY_SECONDS = 700;
    /** Long enough for what is asked only every hour. */
    private static final long LONG_SECONDS = 9_000;

    private static final long LIVENESS_SECONDS = 10_800;

    private final Draws draws;
    private final long seed;
    private long safetySeconds;

    private Swarm(long seed) {
        this.seed = seed;
        this.draws = new Seeds(seed).draws("swarm");
    }

    public static Script of(long seed) {
        return new Swarm(seed).draw();
    }

    private Script draw() {
        int nodes = (int) draws.between(1, 5);
        int instanceShards = (int) draws.between(1, 6);
        int hostShards = (int) draws.between(1, 4);
        int hosts = (int) draws.between(3, 16);
        int instances = (int) draws.between(15, 80);
        int clients = (int) draws.between(5, 25);
        boolean isLong = draws.chance(0.06);
        safetySeconds = isLong ? LONG_SECONDS : SAFETY_SECONDS;
        double rate = isLong ? 0.3 + 0.3 * draws.unit() : 3 + 4 * draws.unit();
        return new Script(
                seed,
                nodes,
                instanceShards,
                hostShards,
                hosts,
                (int) draws.between(1, 4),
                instances,
                clients,
                rate,
                safetySeconds,
                LIVENESS_SECONDS,
                sometimes(0.5, 0.03),
                draws.chance(0.5) ? draws.below(5_000) : 0,
                draws.chance(0.5) ? draws.below(500) : 0,
                draws.chance(0.1) ? 0.3 + 0.5 * draws.unit() : sometimes(0.5, 0.15),
                draws.chance(0.8),
                weather(),
                storeWeather(),
                faults(nodes, instanceShards, hostShards, hosts));
    }

    /** Nothing, or up to so much. */
    private double sometimes(double chance, double atMost) {
        return draws.chance(chance) ? atMost * draws.unit() : 0;
    }

    private Weather weather() {
        return new Weather(
                sometimes(0.5, 0.05),
                sometimes(0.5, 0.05),
                sometimes(0.5, 0.05),
                300 + draws.below(3_000),
                draws.chance(0.15) ? 10_000 + draws.below(50_000) : 500 + draws.below(8_000));
    }

    private StoreWeather storeWeather() {
        return new StoreWeather(
                sometimes(0.4, 0.02),
                sometimes(0.4, 0.02),
                sometimes(0.4, 0.02),
                sometimes(0.4, 0.02),
                sometimes(0.4, 0.05),
                sometimes(0.4, 0.01),
                sometimes(0.4, 0.03),
                1_000 + draws.below(15_000),
                sometimes(0.4, 0.02),
                200 + draws.below(6_000));
    }

    private List<Fault> faults(int nodes, int instanceShards, int hostShards, int hosts) {
        List<Fault> faults = new ArrayList<>();
        boolean several = nodes > 1;
        if (draws.chance(0.5)) {
            each(faults, 6, at -> new Fault.NodeCrash(at, node(nodes), millis(1, 40)));
        }
        if (draws.chance(0.4)) {
            each(faults, 5, at -> new Fault.NodePause(at, node(nodes), millis(1, 60), draws.chance(0.7)));
        }
        if (several && draws.chance(0.4)) {
            each(faults, 5, at -> {
                boolean outward = draws.chance(0.7);
                return new Fault.NodeCut(at, node(nodes), outward, !outward || draws.chance(0.5), millis(2, 60));
            });
        }
        if (draws.chance(0.3)) {
            each(faults, 4, at -> new Fault.ClockJump(at, node(nodes), draws.between(-20_000, 20_000)));
        }
        if (draws.chance(0.3)) {
            each(faults, 4, at -> new Fault.StoreDown(at, millis(1, 30)));
        }
        if (several && draws.chance(0.6)) {
            each(faults, 10, at -> {
                boolean instance = draws.chance(0.6);
                return new Fault.ShardMove(
                        at,
                        instance ? "instance" : "host",
                        (int) draws.below(instance ? instanceShards : hostShards),
                        node(nodes),
                        draws.chance(0.5));
            });
        }
        if (several && draws.chance(0.4)) {
            each(faults, 5, at -> {
                boolean instance = draws.chance(0.6);
                return new Fault.ShardSplit(
                        at,
                        instance ? "instance" : "host",
                        (int) draws.below(instance ? instanceShards : hostShards),
                        node(nodes),
                        millis(2, 40));
            });
        }
        if (draws.chance(0.4)) {
            each(faults, 10, at -> {
                boolean instance = draws.chance(0.6);
                return new Fault.EntityFork(
                        at,
                        instance ? "instance" : "host",
                        (int) draws.below(instance ? instanceShards : hostShards),
                        (int) draws.below(1_000));
            });
        }
        if (draws.chance(0.5)) {
            each(faults, 8, at -> new Fault.AgentCrash(at, host(hosts), millis(1, 60)));
        }
        if (draws.chance(0.3)) {
            each(faults, 6, at -> new Fault.AgentPause(at, host(hosts), millis(1, 60)));
        }
        boolean isLong = safetySeconds == LONG_SECONDS;
        if (draws.chance(isLong ? 0.7 : 0.3)) {
            // Longer than a deletion waits for its host.
            each(faults, 4, at -> new Fault.HostDeath(at, host(hosts), isLong ? millis(600, 2_400) : millis(5, 120)));
        }
        if (draws.chance(0.5)) {
            each(faults, 10, at -> new Fault.SessionLoss(at, host(hosts)));
        }
        if (draws.chance(0.3)) {
            each(faults, 4, at -> new Fault.HostCordon(at, host(hosts), millis(10, 120)));
        }
        silence(faults, hosts);
        if (faults.size() < 4) {
            each(faults, 6, at -> new Fault.NodeCrash(at, node(nodes), millis(1, 40)));
            each(faults, 6, at -> new Fault.AgentCrash(at, host(hosts), millis(1, 60)));
        }
        faults.sort(Comparator.comparingLong(Fault::atMillis));
        return faults;
    }

    /** Hosts that are not heard for longer than they are waited for; drawn apart, so that the rest stays as it was. */
    private void silence(List<Fault> faults, int hosts) {
        Draws apart = new Seeds(seed).draws("silence");
        if (apart.chance(0.4)) {
            each(apart, faults, 3, at -> new Fault.HostCut(at, host(apart, hosts), millis(apart, 10, 150)));
        }
        if (apart.chance(0.3)) {
            each(apart, faults, 3, at -> new Fault.HostDeath(at, host(apart, hosts), millis(apart, 80, 250)));
        }
        if (apart.chance(0.2)) {
            each(apart, faults, 2, at -> new Fault.HostFenced(at, host(apart, hosts), millis(apart, 60, 200)));
        }
    }

    private void each(Draws from, List<Fault> faults, int atMost, At kind) {
        long count = from.between(1, atMost);
        for (long i = 0; i < count; i++) {
            faults.add(kind.fault(from.between(20_000, (safetySeconds - 20) * 1_000)));
        }
    }

    private static int host(Draws from, int hosts) {
        return (int) from.below(hosts);
    }

    private static long millis(Draws from, long leastSeconds, long mostSeconds) {
        return from.between(leastSeconds * 1_000, mostSeconds * 1_000);
    }

    private interface At {
        Fault fault(long atMillis);
    }

    private void each(List<Fault> faults, int atMost, At kind) {
        long count = draws.between(2, atMost);
        for (long i = 0; i < count; i++) {
            faults.add(kind.fault(draws.between(20_000, (safetySeconds - 20) * 1_000)));
        }
    }

    private int node(int nodes) {
        return (int) draws.below(nodes);
    }

    private int host(int hosts) {
        return (int) draws.below(hosts);
    }

    private long millis(long leastSeconds, long mostSeconds) {
        return draws.between(leastSeconds * 1_000, mostSeconds * 1_000);
    }
}
