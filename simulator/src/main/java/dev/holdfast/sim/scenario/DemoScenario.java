package dev.holdfast.sim.scenario;

import com.google.longrunning.Operation;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import dev.holdfast.sim.cluster.LocalRegion;
import dev.holdfast.sim.cluster.Lookout;
import dev.holdfast.sim.history.Call;
import dev.holdfast.sim.invariant.Evidence;
import dev.holdfast.sim.invariant.Finding;
import dev.holdfast.sim.invariant.Invariant;
import dev.holdfast.sim.workload.Step;
import dev.holdfast.v1.OperationMetadata;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The main demonstration: arrivals come, the node is killed in the middle of a burst, comes back by itself, and all
 * that clients were told and hosts ran is held against the log.
 */
public final class DemoScenario {
    /** A kill proves something only when so many calls were without an answer. */
    public static final int UNANSWERED_AT_LEAST = 50;

    private static final Duration SETTLE_PATIENCE = Duration.ofSeconds(60);
    private static final Duration RUN_PATIENCE = Duration.ofHours(1);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration CALLS_PATIENCE = Duration.ofMinutes(2);

    /**
     * @param length of the arrivals, as they are driven
     * @param killAfter the first moment for the burst and the kill
     * @param runId makes request ids differ from those of other runs
     */
    public record Plan(LocalRegion.Plan region, Duration length, Duration killAfter, String runId) {}

    /**
     * What came of it.
     *
     * @param unansweredAtKill calls that the killed node had been sent and never answered
     * @param unfinishedAtKill operations that had been accepted and had not ended
     * @param downFor from the kill until the node served again
     */
    public record Result(
            List<Finding> findings,
            long asked,
            long acknowledged,
            long refused,
            long unknown,
            long unansweredAtKill,
            long unfinishedAtKill,
            Duration downFor,
            Duration settledAfter) {
        /** Whether the run shows anything at all. */
        public boolean valid() {
            return unansweredAtKill >= UNANSWERED_AT_LEAST
                    && findings.stream().allMatch(finding -> finding.looked() > 0);
        }

        public boolean holds() {
            return valid() && findings.stream().allMatch(Finding::holds);
        }
    }

    private final Plan plan;
    private final Consumer<String> milestones;
    private final Consumer<String> progress;

    /**
     * @param milestones hears what a person must not miss
     * @param progress hears how it goes, often
     */
    public DemoScenario(Plan plan, Consumer<String> milestones, Consumer<String> progress) {
        this.plan = plan;
        this.milestones = milestones;
        this.progress = progress;
    }

    /** @throws IllegalStateException when the region could not be started, or does not answer any more */
    public Result run(Iterator<Step> steps) throws IOException, InterruptedException {
        milestones.accept("starting a node as a process of its own");
        try (LocalRegion region = LocalRegion.start(plan.region())) {
            milestones.accept("node " + region.node().pid() + " is ready; " + region.hostCount() + " hosts connect");
            region.awaitHosts();
            long begun = System.nanoTime();
            LoadDriver driver = new LoadDriver(region.client(), region.timer(), steps, plan.length(), plan.runId());
            CompletableFuture<Void> load = driver.start();
            watch(region, begun, "arrivals", plan.killAfter(), () -> false);
            KillInBurst.Kill kill = KillInBurst.now(region, plan.runId());
            milestones.accept(
                    "killed node with SIGKILL while " + kill.onTheirWay().size() + " calls had no answer");
            region.startAgain();
            region.awaitReady();
            Duration downFor = Duration.between(kill.at(), Instant.now());
            milestones.accept(
                    "node " + region.node().pid() + " is back after " + downFor.toMillis() / 1_000.0 + " s, by itself");
            watch(region, begun, "arrivals", plan.length().plus(CALLS_PATIENCE), load::isDone);
            await(load, region);
            Instant quiet = Instant.now();
            Witness witness = new Witness(region);
            settle(region, begun, witness);
            milestones.accept("comparing what clients were told and hosts ran with the log");
            return result(kill, downFor, Duration.between(quiet, Instant.now()), witness.ask());
        }
    }

    private Result result(KillInBurst.Kill kill, Duration downFor, Duration settledAfter, Evidence evidence) {
        List<Call> calls = evidence.calls();
        return new Result(
                Invariant.ALL.stream()
                        .map(invariant -> invariant.judge(evidence))
                        .toList(),
                calls.size(),
                calls.stream().filter(Call::acknowledged).count(),
                calls.stream()
                        .filter(call -> call.outcome() instanceof Call.Outcome.Refused
                                || call.outcome() instanceof Call.Outcome.Doubtful)
                        .count(),
                calls.stream()
                        .filter(call -> call.outcome() instanceof Call.Outcome.Unknown)
                        .count(),
                kill.unanswered(calls),
                evidence.operations().values().stream()
                        .filter(operation -> ranAt(operation, kill.at()))
                        .count(),
                downFor,
                settledAfter);
    }

    private static boolean ranAt(Operation operation, Instant at) {
        try {
            OperationMetadata metadata = operation.getMetadata().unpack(OperationMetadata.class);
            return instant(metadata.getStartTime()).isBefore(at)
                    && (!metadata.hasEndTime() || instant(metadata.getEndTime()).isAfter(at));
        } catch (InvalidProtocolBufferException broken) {
            throw new IllegalStateException("an operation's metadata cannot be read", broken);
        }
    }

    private static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }

    private void await(CompletableFuture<Void> load, LocalRegion region) throws InterruptedException {
        try {
            load.get(CALLS_PATIENCE.toSeconds(), TimeUnit.SECONDS);
            long until = System.nanoTime() + CALLS_PATIENCE.toNanos();
            look(region, () -> (region.client().unanswered() == 0 && allEnded(region)) || System.nanoTime() > until);
        } catch (ExecutionException | TimeoutException failed) {
            throw new IllegalStateException("the load could not be driven to its end: " + failed, failed);
        }
    }

    private static boolean allEnded(LocalRegion region) {
        return region.history().calls().stream().allMatch(call -> call.end().isPresent());
    }

    /** Waits until nothing runs any more; what still does when patience ends is judged as it is. */
    private void settle(LocalRegion region, long begun, Witness witness) throws InterruptedException {
        long until = System.nanoTime() + SETTLE_PATIENCE.toNanos();
        look(region, () -> {
            int running = running(witness);
            progress.accept(line(region, begun, "settling, " + running + " operations run"));
            return running == 0 || System.nanoTime() > until;
        });
    }

    private static int running(Witness witness) {
        try {
            return witness.running();
        } catch (StatusRuntimeException notNow) {
            return Integer.MAX_VALUE;
        }
    }

    private void watch(LocalRegion region, long begun, String what, Duration until, BooleanSupplier over)
            throws InterruptedException {
        look(region, () -> {
            progress.accept(line(region, begun, what));
            return over.getAsBoolean() || System.nanoTime() - begun >= until.toNanos();
        });
    }

    private static String line(LocalRegion region, long begun, String what) {
        List<Call> calls = region.history().calls();
        Supplier<Long> acknowledged =
                () -> calls.stream().filter(Call::acknowledged).count();
        return String.format(
                java.util.Locale.ROOT,
                "%2d s, %s: %d asked, %d acknowledged, %d on their way, %d of %d hosts connected",
                (System.nanoTime() - begun) / 1_000_000_000,
                what,
                calls.size(),
                acknowledged.get(),
                region.client().unanswered(),
                region.connectedHosts(),
                region.hostCount());
    }

    private static void look(LocalRegion region, BooleanSupplier so) throws InterruptedException {
        if (!new Lookout(region.timer()).until(LOOK, RUN_PATIENCE, so)) {
            throw new IllegalStateException("the run has not come to its end within " + RUN_PATIENCE);
        }
    }
}
