package dev.holdfast.sim.world;

import dev.holdfast.core.host.HostState;
import dev.holdfast.core.instance.HealingPolicy;
import dev.holdfast.core.instance.InstanceSpec;
import dev.holdfast.core.placement.PlacementConstraints;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.core.shared.OnSilence;
import dev.holdfast.core.shared.RequestId;
import dev.holdfast.core.shared.SpreadKey;
import dev.holdfast.sim.fault.Script;
import dev.holdfast.sim.history.SequenceOrder;
import dev.holdfast.sim.model.Verb;
import dev.holdfast.sim.workload.Arrival;
import dev.holdfast.sim.workload.Draws;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A region in which instances arrive and leave as a workload says, instead of clients that ask at random: each is asked
 * for at its time, and its deletion when its lifetime is over. The same judges look on.
 */
public final class ArrivalRun {
    private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();
    private static final long AGAIN_NANOS = Duration.ofSeconds(20).toNanos();
    private static final int DELETIONS_AT_MOST = 50;

    /**
     * How the fleet was at a full hour.
     *
     * @param hostsInUse hosts with at least one claim
     * @param cores claimed on them
     * @param claims how many
     */
    public record Sample(long hour, int hostsInUse, long cores, long claims) {}

    /**
     * What came of it.
     *
     * @param arrivals how many instances were asked for
     * @param refused how many of them found no host in time
     * @param unanswered creations of which no client ever learnt for certain
     */
    public record Result(
            Script script,
            long arrivals,
            long refused,
            long unanswered,
            List<Violation> violations,
            ClientHistory history,
            Witness witness,
            Trace trace,
            long steps,
            double virtualSeconds,
            List<Sample> samples) {}

    private final SimRegion region;
    private final Iterator<Arrival> workload;
    private final Consumer<Sample> progress;
    private final ClientHistory history = new ClientHistory();
    private final SimCalls calls;
    private final FaultHand faults;
    private final List<Sample> samples = new ArrayList<>();
    private long arrivals;
    private long unanswered;
    private boolean exhausted;

    private ArrivalRun(Script script, Iterator<Arrival> workload, Seams seams, Consumer<Sample> progress) {
        this.region = new SimRegion(script, seams, false);
        this.workload = workload;
        this.progress = progress;
        Draws draws = region.seeds().draws("arrivals");
        this.calls = new SimCalls(region, 0, draws, history);
        this.faults = new FaultHand(region);
    }

    /**
     * @param workload in order of time
     * @param progress told of each full hour
     */
    public static Result of(Script script, Iterator<Arrival> workload, Seams seams, Consumer<Sample> progress) {
        return new ArrivalRun(script, workload, seams, progress).run();
    }

    private Result run() {
        faults.schedule(region.script().faults());
        next();
        region.timeline().afterNanos(HOUR_NANOS, this::sample);
        long until = Duration.ofSeconds(region.script().safetySeconds()).toNanos();
        while (region.violations().isEmpty() && region.timeline().step(until)) {
            // The judges of every step look on.
        }
        if (region.violations().isEmpty()) {
            region.heal();
            settle();
        }
        SequenceOrder.judge(Facts.of(region.witness()), Facts.counted(region.witness(), history.operations()))
                .broken()
                .stream()
                .limit(3)
                .forEach(each -> region.violated("InstanceLinearizable", each));
        return new Result(
                region.script(),
                arrivals,
                refused(),
                unanswered,
                List.copyOf(region.violations()),
                history,
                region.witness(),
                region.trace(),
                region.timeline().taken(),
                region.timeline().nanos() / 1e9,
                List.copyOf(samples));
    }

    private void settle() {
        long limit = region.timeline().nanos()
                + Duration.ofSeconds(region.script().livenessSeconds()).toNanos();
        List<String> missing = List.of("not looked yet");
        while (!missing.isEmpty() && region.timeline().nanos() < limit) {
            long until = region.timeline().nanos() + Duration.ofSeconds(60).toNanos();
            while (region.timeline().step(until)) {
                if (!region.violations().isEmpty()) {
                    return;
                }
            }
            missing = Convergence.missing(region.witness());
        }
        missing.stream().limit(5).forEach(each -> region.violated("Converges", each));
    }

    // Instances.

    private void next() {
        if (!workload.hasNext()) {
            exhausted = true;
            return;
        }
        Arrival arrival = workload.next();
        long wait = Math.max(0, arrival.at().toNanos() - region.timeline().nanos());
        region.timeline().afterNanos(wait, () -> {
            arrive(arrival);
            next();
        });
    }

    private void arrive(Arrival arrival) {
        long number = ++arrivals;
        InstanceName name = new InstanceName("t", "vm-" + number);
        InstanceSpec spec = new InstanceSpec(
                arrival.size(),
                "image",
                List.of(),
                "",
                new TreeMap<>(),
                new TreeMap<>(),
                Optional.of(new SpreadKey("t", "batch-" + arrival.batch())),
                PlacementConstraints.NONE,
                Duration.ofSeconds(10),
                Duration.ofMinutes(5),
                OnSilence.KEEP,
                HealingPolicy.CONSISTENT);
        SimCalls.Wanted create = new SimCalls.Wanted(
                Verb.CREATE, name, new RequestId("create-" + number), Long.toString(number), Optional.of(spec));
        calls.ask(create, (ending, _) -> {
            if (ending == SimCalls.Ending.FORGOTTEN) {
                unanswered++;
            }
        });
        arrival.lifetime()
                .ifPresent(lifetime -> region.timeline().afterNanos(lifetime.toNanos(), () -> delete(name, number, 1)));
    }

    /** Asks again when something else comes first. */
    private void delete(InstanceName name, long number, int attempt) {
        RequestId id = new RequestId("delete-" + number + "-" + attempt);
        calls.ask(new SimCalls.Wanted(Verb.DELETE, name, id, "", Optional.empty()), (ending, code) -> {
            boolean over = ending == SimCalls.Ending.DONE
                    || code.filter(each -> each == ErrorCode.NOT_FOUND).isPresent();
            if (!over && attempt < DELETIONS_AT_MOST) {
                region.timeline().afterNanos(AGAIN_NANOS, () -> delete(name, number, attempt + 1));
            }
        });
    }

    /** How many instances found no host in time, whatever became of them later. */
    private long refused() {
        return region.trace().counts().getOrDefault("transition PLACING -> FAILED", 0L);
    }

    // Hosts.

    private void sample() {
        int inUse = 0;
        long cores = 0;
        long claims = 0;
        for (HostState state : region.witness().hosts().values()) {
            if (state instanceof HostState.Registered host
                    && !host.life().claims().isEmpty()) {
                inUse++;
                cores += host.life().claimed().cores();
                claims += host.life().claims().size();
            }
        }
        Sample sample = new Sample(region.timeline().nanos() / HOUR_NANOS, inUse, cores, claims);
        samples.add(sample);
        progress.accept(sample);
        if (!exhausted && !region.healed()) {
            region.timeline().afterNanos(HOUR_NANOS, this::sample);
        }
    }
}
