package dev.holdfast.sim.scenario;

import dev.holdfast.agent.simulated.SimulatedHosts;
import dev.holdfast.agent.simulated.SimulatedSettings;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.sim.cluster.LocalRegion;
import dev.holdfast.sim.cluster.Lookout;
import dev.holdfast.sim.cluster.NodeProcess;
import dev.holdfast.sim.history.Call;
import dev.holdfast.sim.invariant.Evidence;
import dev.holdfast.sim.invariant.Finding;
import dev.holdfast.sim.invariant.Invariant;
import dev.holdfast.sim.workload.Draws;
import dev.holdfast.sim.workload.Seeds;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Kills the node again and again with SIGKILL, under a mix of requests, at moments that a seed chooses; then lets all
 * come to rest and judges. The node's main class must hold snapshots back when asked, see {@link Moment#SNAPSHOT}.
 */
public final class CrashCampaign {
    /** The file in the node's folder whose being there asks the node to hold snapshots back. */
    public static final String HOLD_SNAPSHOTS = "hold-snapshots";

    /** What a node says on a line of its own when it holds one back. */
    public static final String HOLDING = "holding a snapshot";

    /**
     * Longer than all the crashes take on a slow machine: a node that is killed whenever it has just come up owes
     * nobody an answer. It owes them all after its last start, see {@link #ANSWERS_PATIENCE}.
     */
    private static final Duration CALL_PATIENCE = Duration.ofMinutes(30);

    private static final Duration ANSWERS_PATIENCE = Duration.ofMinutes(3);
    private static final Duration SNAPSHOT_PATIENCE = Duration.ofSeconds(30);
    private static final Duration WORK_PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final int WORK = 20;
    private static final int NAMES = 120;

    /** When a node is killed. */
    public enum Moment {
        /** While it serves. */
        SERVING,
        /** After its start, before it serves: while it opens, acquires and reads its logs. */
        START_UP,
        /** While a snapshot is on its way to the disk. */
        SNAPSHOT
    }

    /**
     * @param mainClass of the node
     * @param folder for everything
     * @param moments in their order; the first is never a start-up
     * @param settle what still runs so long after the last of them is judged as it is
     */
    public record Plan(String mainClass, Path folder, int hosts, long seed, List<Moment> moments, Duration settle) {
        public Plan {
            moments = List.copyOf(moments);
        }
    }

    /**
     * @param crashes those that happened, in order
     * @param sentAgain calls that had to be sent more than once
     */
    public record Result(
            List<Finding> findings,
            List<Moment> crashes,
            long asked,
            long acknowledged,
            long sentAgain,
            long unknown) {}

    /** So small that hosts are full all the time, and a claim too many has nowhere to hide. */
    private static final Quantities SMALL = new Quantities(4, 16L * 1024, 256, 0);

    private final Plan plan;
    private final Consumer<String> progress;
    private final Draws draws;
    private final SynchronousQueue<String> announced = new SynchronousQueue<>();
    private Duration lastStart = Duration.ofSeconds(3);

    public CrashCampaign(Plan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
        this.draws = new Seeds(plan.seed()).draws("campaign.moments");
    }

    /** So many of each kind, shuffled by the seed. */
    public static List<Moment> moments(int serving, int startUps, int snapshots, long seed) {
        List<Moment> moments = new ArrayList<>();
        for (int i = 0; i < serving; i++) {
            moments.add(Moment.SERVING);
        }
        for (int i = 0; i < startUps; i++) {
            moments.add(Moment.START_UP);
        }
        for (int i = 0; i < snapshots; i++) {
            moments.add(Moment.SNAPSHOT);
        }
        Draws shuffle = new Seeds(seed).draws("campaign.order");
        for (int i = moments.size() - 1; i > 0; i--) {
            java.util.Collections.swap(moments, i, (int) shuffle.below(i + 1));
        }
        java.util.Collections.swap(moments, 0, moments.indexOf(Moment.SERVING));
        return moments;
    }

    public Result run() throws IOException, InterruptedException {
        NodeProcess.Launch launch = new NodeProcess.Launch(
                plan.mainClass(),
                plan.folder(),
                0,
                List.of("holdfast.log.snapshot-every-events = 8", "holdfast.log.segment.max-commits = 64"),
                768);
        List<Moment> crashes = new ArrayList<>();
        try (LocalRegion region = LocalRegion.start(new LocalRegion.Plan(
                launch,
                SimulatedHosts.like(plan.hosts(), SMALL),
                SimulatedSettings.of(plan.seed()).withTimeScale(0.3),
                CALL_PATIENCE,
                this::said))) {
            region.awaitHosts();
            RequestMix mix = new RequestMix(region.client(), region.timer(), NAMES, plan.seed());
            mix.start();
            long startedAt = System.nanoTime();
            boolean serving = true;
            ArrayDeque<Moment> ahead = new ArrayDeque<>(plan.moments());
            while (!ahead.isEmpty()) {
                Moment moment = ahead.removeFirst();
                if (moment != Moment.START_UP && !serving) {
                    region.awaitReady();
                    lastStart = Duration.ofNanos(System.nanoTime() - startedAt);
                }
                await(region, moment);
                boolean wasServing = region.node().ready().isPresent();
                region.kill();
                disarm();
                if (moment == Moment.START_UP
                        && wasServing
                        && crashes.size() < 2 * plan.moments().size()) {
                    // It was quicker than last time; once more.
                    ahead.addFirst(Moment.START_UP);
                }
                crashes.add(moment == Moment.START_UP && wasServing ? Moment.SERVING : moment);
                progress.accept("crash " + crashes.size() + ", " + ahead.size() + " to come: " + crashes.getLast()
                        + ", " + region.client().unanswered() + " calls on their way");
                startedAt = System.nanoTime();
                region.startAgain();
                serving = false;
            }
            region.awaitReady();
            end(mix.stop(), region);
            settle(region, new Witness(region));
            return result(crashes, new Witness(region).ask());
        }
    }

    private void await(LocalRegion region, Moment moment) throws IOException, InterruptedException {
        Lookout lookout = new Lookout(region.timer());
        switch (moment) {
            case SERVING -> {
                awaitWork(region);
                lookout.pass(Duration.ofMillis(draws.below(2_000)));
            }
            case START_UP ->
                lookout.pass(Duration.ofMillis((long) (lastStart.toMillis() * (0.2 + 0.7 * draws.unit()))));
            case SNAPSHOT -> {
                Files.createFile(plan.folder().resolve(HOLD_SNAPSHOTS));
                if (announced.poll(SNAPSHOT_PATIENCE.toSeconds(), TimeUnit.SECONDS) == null) {
                    throw new IllegalStateException("no snapshot was written within " + SNAPSHOT_PATIENCE);
                }
            }
        }
    }

    private void disarm() throws IOException {
        Files.deleteIfExists(plan.folder().resolve(HOLD_SNAPSHOTS));
    }

    /** Only who waits for an announcement hears it; a second one of the same life is nothing new. */
    private void said(String line) {
        if (!line.equals(HOLDING) || !announced.offer(line)) {
            progress.accept("the node says: " + line);
        }
    }

    /** Clients have found the node again, and it does their work. */
    private static void awaitWork(LocalRegion region) throws InterruptedException {
        long before = acknowledged(region);
        if (!new Lookout(region.timer()).until(LOOK, WORK_PATIENCE, () -> acknowledged(region) >= before + WORK)) {
            throw new IllegalStateException("the node has acknowledged nothing for " + WORK_PATIENCE);
        }
    }

    private static long acknowledged(LocalRegion region) {
        return region.history().calls().stream().filter(Call::acknowledged).count();
    }

    private static void end(CompletableFuture<Void> future, LocalRegion region) throws InterruptedException {
        try {
            future.get(ANSWERS_PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException late) {
            throw new IllegalStateException(
                    "not every call has ended within " + ANSWERS_PATIENCE + " of the last start: "
                            + region.history().calls().stream()
                                    .filter(call -> call.outcome() instanceof Call.Outcome.Unknown)
                                    .limit(5)
                                    .toList(),
                    late);
        }
    }

    private void settle(LocalRegion region, Witness witness) throws InterruptedException {
        boolean quiet =
                new Lookout(region.timer()).until(LOOK.multipliedBy(4), plan.settle(), () -> running(witness) == 0);
        progress.accept(quiet ? "all operations have ended" : "operations still run after " + plan.settle());
    }

    private static int running(Witness witness) {
        try {
            return witness.running();
        } catch (StatusRuntimeException notNow) {
            return Integer.MAX_VALUE;
        }
    }

    private static Result result(List<Moment> crashes, Evidence evidence) {
        List<Call> calls = evidence.calls();
        return new Result(
                Invariant.ALL.stream()
                        .map(invariant -> invariant.judge(evidence))
                        .toList(),
                List.copyOf(crashes),
                calls.size(),
                calls.stream().filter(Call::acknowledged).count(),
                calls.stream().filter(call -> call.sendings() > 1).count(),
                calls.stream()
                        .filter(call -> call.outcome() instanceof Call.Outcome.Unknown)
                        .count());
    }
}
