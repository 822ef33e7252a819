package dev.holdfast.sim.world;

import dev.holdfast.core.log.ShardId;
import dev.holdfast.sim.fault.Script;
import dev.holdfast.sim.history.Judgement;
import dev.holdfast.sim.history.SequenceOrder;
import dev.holdfast.sim.workload.Draws;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** One run of a script, from its first step to its verdict: first safety, then liveness. */
public final class SimRun {
    private static final int WATCHERS_AT_MOST = 6;
    private static final long LOOK_NANOS = Duration.ofSeconds(5).toNanos();

    /**
     * What came of it.
     *
     * @param violations what the judges of every step found; the run ends at the first
     * @param steps how many events took place
     * @param faults how many faults had something to break
     * @param virtualSeconds how much time passed in it
     * @param convergedSeconds how long the healed region took
     */
    public record Result(
            Script script,
            List<Violation> violations,
            ClientHistory history,
            Witness witness,
            Trace trace,
            long steps,
            long faults,
            double virtualSeconds,
            double convergedSeconds) {}

    private final SimRegion region;
    private final Script script;
    private final ClientHistory history = new ClientHistory();
    private final FaultHand faults;
    private final List<SimWatcher> watchers = new ArrayList<>();

    private SimRun(Script script, Seams seams, boolean inWords) {
        this.script = script;
        this.region = new SimRegion(script, seams, inWords);
        this.faults = new FaultHand(region);
    }

    /** @param inWords whether the trace keeps its last lines */
    public static Result of(Script script, Seams seams, boolean inWords) {
        return new SimRun(script, seams, inWords).run();
    }

    private Result run() {
        faults.schedule(script.faults());
        long think = (long) (1e9 * script.clients() / script.commandsPerSecond());
        for (int number = 0; number < script.clients(); number++) {
            Draws draws = region.seeds().draws("client", number);
            new SimClient(region, number, draws, history, think).begin();
        }
        for (int number = 0; number < Math.min(WATCHERS_AT_MOST, script.instances()); number++) {
            Draws draws = region.seeds().draws("watcher", number);
            SimWatcher watcher = new SimWatcher(region, "p/i-" + draws.below(script.instances()), draws);
            watchers.add(watcher);
            watcher.begin();
        }
        for (int number = 0; number < script.instanceShards(); number++) {
            ShardId shard = new ShardId(region.instances().type(), number);
            new SimFollower(region, shard, region.seeds().draws("follower", number)).begin();
        }
        boolean safe = goOn(Duration.ofSeconds(script.safetySeconds()).toNanos());
        double converged = 0;
        if (safe) {
            region.heal();
            converged = settle();
        }
        judgeHistory();
        return new Result(
                script,
                List.copyOf(region.violations()),
                history,
                region.witness(),
                region.trace(),
                region.timeline().taken(),
                faults.effective(),
                region.timeline().nanos() / 1e9,
                converged);
    }

    /** What clients were told must fit what the store has applied, whole run or not. */
    private void judgeHistory() {
        Judgement judgement =
                SequenceOrder.judge(Facts.of(region.witness()), Facts.counted(region.witness(), history.operations()));
        int shown = Math.min(3, judgement.broken().size());
        judgement.broken().subList(0, shown).forEach(each -> region.violated("InstanceLinearizable", each));
    }

    /** Whether nothing was found that must not be. */
    private boolean goOn(long until) {
        while (region.violations().isEmpty() && region.timeline().step(until)) {
            // The judges of every step look on.
        }
        return region.violations().isEmpty();
    }

    private double settle() {
        long began = region.timeline().nanos();
        long limit = began + Duration.ofSeconds(script.livenessSeconds()).toNanos();
        // Whatever was asked for last must have been answered or forgotten before the end is judged.
        if (!goOn(began + Duration.ofSeconds(60).toNanos())) {
            return 0;
        }
        List<String> missing = missing();
        while (!missing.isEmpty() && region.timeline().nanos() < limit) {
            if (!goOn(region.timeline().nanos() + LOOK_NANOS)) {
                return 0;
            }
            missing = missing();
        }
        int shown = Math.min(5, missing.size());
        for (String each : missing.subList(0, shown)) {
            region.violated("Converges", each);
        }
        return (region.timeline().nanos() - began) / 1e9;
    }

    private List<String> missing() {
        List<String> missing = new ArrayList<>(Convergence.missing(region.witness()));
        for (SimWatcher watcher : watchers) {
            int there = region.witness()
                    .facts()
                    .getOrDefault(watcher.id(), List.of())
                    .size();
            if (watcher.seen() < there) {
                missing.add(watcher.id() + ": a watcher was told of " + watcher.seen() + " of " + there + " facts");
            }
        }
        return missing;
    }

    /** How often each thing was reached, of a result. */
    public static SortedMap<String, Long> probes(Result result) {
        return result.trace().counts();
    }
}
