package dev.holdfast.sim.packing;

import dev.holdfast.core.shared.Quantities;
import dev.holdfast.sim.fault.Script;
import dev.holdfast.sim.fault.StoreWeather;
import dev.holdfast.sim.fault.Weather;
import dev.holdfast.sim.workload.Arrival;
import dev.holdfast.sim.world.ArrivalRun;
import dev.holdfast.sim.world.Seams;
import dev.holdfast.sim.world.SimRegion;
import dev.holdfast.sim.world.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A workload from beginning to end through a simulated region, judged, beside what plain packers make of it. */
public final class TraceReplay {
    /** So much more than the bound a fleet has if nobody says how large it is. */
    private static final double MARGIN = 1.08;

    private static final int NODES = 3;
    private static final int HOSTS_A_SHARD = 25;
    private static final int FAULT_DOMAINS = 10;
    private static final long TAIL_SECONDS = 600;
    private static final long LIVENESS_SECONDS = 3_600;

    /**
     * What came of it.
     *
     * @param instances how many were asked for
     * @param hosts of the fleet
     * @param refused how many of them Holdfast found no host for in time
     * @param unanswered how many creations nobody ever answered for certain
     * @param claimsRefused how often a host refused a claim, having been chosen on a copy that lagged behind
     * @param archived how many deleted instances had been forgotten but for their numbers at the end
     * @param packed Holdfast and the others, on the same arrivals
     */
    public record Result(
            long instances,
            int hosts,
            Quantities hostSize,
            long refused,
            long unanswered,
            long claimsRefused,
            long archived,
            List<Violation> violations,
            long events,
            double virtualSeconds,
            double wallSeconds,
            long hash,
            List<Packed> packed) {
        public boolean holds() {
            return violations.isEmpty();
        }
    }

    private TraceReplay() {}

    /**
     * @param arrivals in order of time
     * @param hosts how many; if empty a little more than the bound asks for at its peak
     * @param progress told of each full virtual hour
     */
    public static Result of(
            List<Arrival> arrivals, Optional<Integer> hosts, long seed, Seams seams, Consumer<String> progress) {
        if (arrivals.isEmpty()) {
            throw new IllegalArgumentException("there are no arrivals to replay");
        }
        long began = System.nanoTime();
        Quantities size = SimRegion.HOST_SIZE;
        int fleet = hosts.orElseGet(() -> (int) Math.ceil(MARGIN * Packing.peak(arrivals, size)));
        Duration until = arrivals.getLast().at().plusSeconds(TAIL_SECONDS);
        ArrivalRun.Result run = ArrivalRun.of(
                script(seed, fleet, until),
                arrivals.iterator(),
                seams,
                sample -> progress.accept("hour " + sample.hour() + ": " + sample.claims() + " instances on "
                        + sample.hostsInUse() + " of " + fleet + " hosts"));
        List<Packed> packed = new ArrayList<>();
        packed.add(Packing.bound(arrivals, size, until));
        packed.add(Packing.pack(Packer.BEST_FIT, arrivals, size, fleet, until));
        packed.add(Packing.pack(Packer.FIRST_FIT, arrivals, size, fleet, until));
        packed.add(Packed.of(
                "holdfast",
                run.refused(),
                run.samples().stream().map(ArrivalRun.Sample::hostsInUse).toList(),
                run.samples().stream().map(ArrivalRun.Sample::cores).toList(),
                size.cores()));
        return new Result(
                run.arrivals(),
                fleet,
                size,
                run.refused(),
                run.unanswered(),
                run.trace().counts().getOrDefault("event ClaimRefused", 0L),
                run.trace().counts().getOrDefault("archived", 0L),
                run.violations(),
                run.steps(),
                run.virtualSeconds(),
                (System.nanoTime() - began) / 1e9,
                run.trace().hash(),
                packed);
    }

    private static Script script(long seed, int hosts, Duration until) {
        return new Script(
                seed,
                NODES,
                Math.max(8, hosts / HOSTS_A_SHARD),
                Math.max(2, hosts / HOSTS_A_SHARD),
                hosts,
                FAULT_DOMAINS,
                1,
                1,
                1,
                until.toSeconds(),
                LIVENESS_SECONDS,
                0,
                0,
                0,
                0,
                false,
                Weather.FINE,
                StoreWeather.FINE,
                List.of());
    }
}
