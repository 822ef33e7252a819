package dev.holdfast.sim.fault;

import dev.holdfast.sim.workload.Draws;
import dev.holdfast.sim.workload.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongFunction;

/**
 * Runs that are about one thing: what keeps a stale owner from writing, or an instance from running twice when its host
 * is not heard. The seed draws when, not what.
 */
public final class Scenarios {
    private static final long SAFETY_SECONDS = 700;
    private static final long LIVENESS_SECONDS = 10_800;
    private static final int NODES = 3;
    private static final int INSTANCE_SHARDS = 2;
    private static final int HOSTS = 8;

    private static final SortedMap<String, LongFunction<Script>> ALL = new TreeMap<>();

    static {
        ALL.put("two-owners", Scenarios::twoOwners);
        ALL.put("paused-owner", Scenarios::pausedOwner);
        ALL.put("late-effects", Scenarios::lateEffects);
        ALL.put("own-refusals", Scenarios::ownRefusals);
        ALL.put("silent-hosts", Scenarios::silentHosts);
        ALL.put("silent-control-plane", Scenarios::silentControlPlane);
        ALL.put("two-keepers", Scenarios::twoKeepers);
        ALL.put("cut-and-taken-over", Scenarios::cutAndTakenOver);
    }

    private Scenarios() {}

    /** The names, in order. */
    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    /** From a seed to the run. */
    public static Optional<LongFunction<Script>> named(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    /** Half of the messages go to one node and half to another, and each takes the shard whenever it is asked. */
    private static Script twoOwners(long seed) {
        List<Fault> faults = every(seed, 30, (draws, at) -> {
            boolean instance = draws.chance(0.7);
            return new Fault.ShardSplit(
                    at,
                    instance ? "instance" : "host",
                    instance ? (int) draws.below(INSTANCE_SHARDS) : 0,
                    (int) draws.below(NODES),
                    draws.between(5_000, 25_000));
        });
        return script(seed, 0.05, StoreWeather.FINE, faults);
    }

    /**
     * A node stops in the middle of whatever it does, its shards are taken over, and it wakes as if nothing had been.
     */
    private static Script pausedOwner(long seed) {
        List<Fault> faults = every(
                seed,
                40,
                (draws, at) -> new Fault.NodePause(at, (int) draws.below(NODES), draws.between(10_000, 35_000), true));
        return script(seed, 0.02, StoreWeather.FINE, faults);
    }

    /** Writes that nobody knows the outcome of take effect seconds later, when somebody else owns the shard. */
    private static Script lateEffects(long seed) {
        StoreWeather weather = new StoreWeather(0.02, 0.02, 0.12, 0, 0, 0.01, 0.01, 3_000, 0.02, 2_000);
        List<Fault> faults = every(seed, 25, (draws, at) -> {
            boolean instance = draws.chance(0.7);
            return new Fault.ShardMove(
                    at,
                    instance ? "instance" : "host",
                    instance ? (int) draws.below(INSTANCE_SHARDS) : 0,
                    (int) draws.below(NODES),
                    draws.chance(0.3));
        });
        return script(seed, 0.02, weather, faults);
    }

    /** The store evaluates a write twice, so that its own first effect refuses it (Cassandra's LWT under a retry). */
    private static Script ownRefusals(long seed) {
        StoreWeather weather = new StoreWeather(0.03, 0.01, 0.01, 0.1, 0.01, 0.01, 0.01, 3_000, 0.02, 2_000);
        List<Fault> faults = every(
                seed,
                90,
                (draws, at) -> new Fault.NodeCrash(at, (int) draws.below(NODES), draws.between(2_000, 20_000)));
        return script(seed, 0.01, weather, faults);
    }

    /**
     * Hosts die and come back, are cut off while they run on, and their agents stand still or die: for less long than
     * they are waited for, and for longer.
     */
    private static Script silentHosts(long seed) {
        List<Fault> faults = every(seed, 35, (draws, at) -> {
            int host = (int) draws.below(HOSTS);
            return switch ((int) draws.below(5)) {
                case 0 -> new Fault.HostDeath(at, host, draws.between(20_000, 200_000));
                case 1 -> new Fault.AgentPause(at, host, draws.between(20_000, 150_000));
                case 2 -> new Fault.AgentCrash(at, host, draws.between(20_000, 150_000));
                case 3 -> new Fault.HostFenced(at, host, draws.between(60_000, 150_000));
                default -> new Fault.HostCut(at, host, draws.between(20_000, 150_000));
            };
        });
        return script(seed, 0.02, StoreWeather.FINE, faults);
    }

    /** The store answers nobody for more than three leases, so nobody is granted anything, and all hosts live on. */
    private static Script silentControlPlane(long seed) {
        List<Fault> faults = every(seed, 290, (draws, at) -> new Fault.StoreDown(at, draws.between(185_000, 200_000)));
        return script(seed, 0.02, StoreWeather.FINE, faults);
    }

    /**
     * A node that has the hosts' shard is cut off from the other nodes and from none of the hosts, and another takes
     * the shard; so two keep leases, and half of the agents speak with the wrong one.
     */
    private static Script twoKeepers(long seed) {
        Draws draws = new Seeds(seed).draws("scenario");
        List<Fault> faults = new ArrayList<>();
        for (long at = 20_000; at < (SAFETY_SECONDS - 160) * 1_000; at += 150_000) {
            int old = (int) draws.below(NODES);
            int next = (int) ((old + 1 + draws.below(NODES - 1)) % NODES);
            long millis = draws.between(100_000, 125_000);
            faults.add(new Fault.ShardMove(at, "host", 0, old, false));
            faults.add(new Fault.NodeCut(at + 10_000, old, true, true, millis));
            faults.add(new Fault.ShardMove(at + 10_000, "host", 0, next, false));
            faults.add(new Fault.ShardSplit(at + 10_000, "host", 0, old, millis));
        }
        return script(seed, 0.02, StoreWeather.FINE, faults);
    }

    /** A host is cut off with a lease that has just been granted, and whoever granted it is not the owner any more. */
    private static Script cutAndTakenOver(long seed) {
        Draws draws = new Seeds(seed).draws("scenario");
        List<Fault> faults = new ArrayList<>();
        for (long at = 30_000; at < (SAFETY_SECONDS - 130) * 1_000; at += 110_000) {
            faults.add(new Fault.HostCut(at, (int) draws.below(HOSTS), draws.between(80_000, 100_000)));
            faults.add(new Fault.ShardMove(at + draws.between(500, 5_000), "host", 0, (int) draws.below(NODES), true));
        }
        return script(seed, 0.02, StoreWeather.FINE, faults);
    }

    private interface At {
        Fault fault(Draws draws, long atMillis);
    }

    private static List<Fault> every(long seed, long seconds, At kind) {
        Draws draws = new Seeds(seed).draws("scenario");
        List<Fault> faults = new ArrayList<>();
        for (long at = 20_000; at < (SAFETY_SECONDS - 40) * 1_000; at += seconds * 1_000) {
            faults.add(kind.fault(draws, at + draws.below(seconds * 500)));
        }
        faults.sort(Comparator.comparingLong(Fault::atMillis));
        return faults;
    }

    private static Script script(long seed, double staleRouting, StoreWeather store, List<Fault> faults) {
        return new Script(
                seed,
                NODES,
                INSTANCE_SHARDS,
                1,
                HOSTS,
                2,
                24,
                12,
                5,
                SAFETY_SECONDS,
                LIVENESS_SECONDS,
                staleRouting,
                500,
                100,
                0.02,
                true,
                new Weather(0.005, 0.005, 0.01, 500, 2_000),
                store,
                faults);
    }
}
