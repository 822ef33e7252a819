package dev.holdfast.sim.packing;

import dev.holdfast.core.shared.Quantities;
import dev.holdfast.sim.workload.Arrival;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.PriorityQueue;

/**
 * Arrivals on a fleet of equal hosts, without anything that takes time or goes wrong: each instance is there from its
 * arrival to the end of its lifetime.
 */
public final class Packing {
    private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();

    /** What leaves, when; a host of -1 stands for none. */
    private record Departure(long nanos, long number, int host, Quantities size) {}

    private final List<Arrival> arrivals;
    private final Quantities host;
    private final PriorityQueue<Departure> leaving =
            new PriorityQueue<>(Comparator.comparingLong(Departure::nanos).thenComparingLong(Departure::number));

    private Packing(List<Arrival> arrivals, Quantities host) {
        this.arrivals = arrivals;
        this.host = host;
    }

    /**
     * @param arrivals in order of time
     * @param host size of each
     * @param hosts how many
     * @param until how long to look; samples are taken at each full hour up to it
     */
    public static Packed pack(Packer packer, List<Arrival> arrivals, Quantities host, int hosts, Duration until) {
        return new Packing(arrivals, host).pack(packer, hosts, until);
    }

    private Packed pack(Packer packer, int hosts, Duration until) {
        Quantities[] free = new Quantities[hosts];
        Arrays.fill(free, host);
        List<Integer> hourly = new ArrayList<>();
        List<Long> cores = new ArrayList<>();
        long refused = 0;
        long hour = HOUR_NANOS;
        long number = 0;
        for (Arrival arrival : arrivals) {
            long now = arrival.at().toNanos();
            while (hour <= now) {
                leave(hour, free);
                sample(free, hourly, cores);
                hour += HOUR_NANOS;
            }
            leave(now, free);
            OptionalInt chosen = packer.choose(free, arrival.size(), host);
            if (chosen.isEmpty()) {
                refused++;
                continue;
            }
            int at = chosen.getAsInt();
            free[at] = free[at].minus(arrival.size());
            long id = ++number;
            arrival.lifetime()
                    .ifPresent(life -> leaving.add(new Departure(now + life.toNanos(), id, at, arrival.size())));
        }
        while (hour <= until.toNanos()) {
            leave(hour, free);
            sample(free, hourly, cores);
            hour += HOUR_NANOS;
        }
        return Packed.of(
                packer.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
                refused,
                hourly,
                cores,
                host.cores());
    }

    private void leave(long now, Quantities[] free) {
        while (!leaving.isEmpty() && leaving.peek().nanos() <= now) {
            Departure gone = leaving.remove();
            free[gone.host()] = free[gone.host()].plus(gone.size());
        }
    }

    private void sample(Quantities[] free, List<Integer> hourly, List<Long> cores) {
        int inUse = 0;
        long taken = 0;
        for (Quantities each : free) {
            if (!each.equals(host)) {
                inUse++;
                taken += host.cores() - each.cores();
            }
        }
        hourly.add(inUse);
        cores.add(taken);
    }

    /**
     * Fewer hosts than this nobody can use: at each full hour what is wanted of each quantity, divided by what a host
     * has of it, rounded up, of the scarcest.
     */
    public static Packed bound(List<Arrival> arrivals, Quantities host, Duration until) {
        return new Packing(arrivals, host).bound(until);
    }

    private Packed bound(Duration until) {
        Quantities[] wanted = {Quantities.NONE};
        List<Integer> hourly = new ArrayList<>();
        List<Long> cores = new ArrayList<>();
        long hour = HOUR_NANOS;
        long number = 0;
        for (Arrival arrival : arrivals) {
            long now = arrival.at().toNanos();
            while (hour <= now) {
                end(hour, wanted);
                hourly.add(needed(wanted[0]));
                cores.add((long) wanted[0].cores());
                hour += HOUR_NANOS;
            }
            end(now, wanted);
            wanted[0] = wanted[0].plus(arrival.size());
            long id = ++number;
            arrival.lifetime()
                    .ifPresent(life -> leaving.add(new Departure(now + life.toNanos(), id, -1, arrival.size())));
        }
        while (hour <= until.toNanos()) {
            end(hour, wanted);
            hourly.add(needed(wanted[0]));
            cores.add((long) wanted[0].cores());
            hour += HOUR_NANOS;
        }
        return Packed.of("bound", 0, hourly, cores, host.cores());
    }

    private void end(long now, Quantities[] wanted) {
        while (!leaving.isEmpty() && leaving.peek().nanos() <= now) {
            wanted[0] = wanted[0].minus(leaving.remove().size());
        }
    }

    private int needed(Quantities wanted) {
        return needed(wanted, host);
    }

    /** Fewer hosts of this size than this cannot hold what is wanted: by the scarcest quantity, rounded up. */
    public static int needed(Quantities wanted, Quantities host) {
        long most = Math.max(
                up(wanted.cores(), host.cores()),
                Math.max(up(wanted.memoryMib(), host.memoryMib()), up(wanted.diskGib(), host.diskGib())));
        return (int) Math.max(most, up(wanted.gpus(), host.gpus()));
    }

    private static long up(long wanted, long each) {
        return each == 0 ? 0 : (wanted + each - 1) / each;
    }

    /** The most hosts that the bound ever asks for, looked at with each arrival and not only at full hours. */
    public static int peak(List<Arrival> arrivals, Quantities host) {
        return new Packing(arrivals, host).peak();
    }

    private int peak() {
        Quantities[] wanted = {Quantities.NONE};
        int most = 0;
        long number = 0;
        for (Arrival arrival : arrivals) {
            long now = arrival.at().toNanos();
            end(now, wanted);
            wanted[0] = wanted[0].plus(arrival.size());
            most = Math.max(most, needed(wanted[0]));
            long id = ++number;
            arrival.lifetime()
                    .ifPresent(life -> leaving.add(new Departure(now + life.toNanos(), id, -1, arrival.size())));
        }
        return most;
    }
}
