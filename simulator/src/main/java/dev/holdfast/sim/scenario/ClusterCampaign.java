package dev.holdfast.sim.scenario;

import dev.holdfast.agent.simulated.SimulatedHosts;
import dev.holdfast.agent.simulated.SimulatedSettings;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.sim.cluster.Lookout;
import dev.holdfast.sim.cluster.ProcessRegion;
import dev.holdfast.sim.cluster.ShardProbe;
import dev.holdfast.sim.history.Call;
import dev.holdfast.sim.history.Operation;
import dev.holdfast.sim.invariant.Evidence;
import dev.holdfast.sim.invariant.Finding;
import dev.holdfast.sim.invariant.Invariant;
import dev.holdfast.sim.invariant.SpreadHeld;
import dev.holdfast.sim.model.Verb;
import dev.holdfast.sim.workload.Draws;
import dev.holdfast.sim.workload.Seeds;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * One region of three node processes over one Cassandra process or three, under clients that ask again. First nothing
 * is done, and no node may be taken for dead. Then, round by round, a node that the seed chooses is killed (SIGKILL) or
 * stands still for 5 to 60 seconds (SIGSTOP, SIGCONT), or the store goes away for half a minute, all of it or the one
 * of its three processes that the seed chooses, and at the end all nodes are restarted one by one (SIGTERM). Each round
 * says how long calls about a shard had no answer. In the end all that clients were told, with its times, and all that
 * hosts ran is held against the log.
 */
public final class ClusterCampaign {
    private static final int NODES = 3;
    private static final int HOSTS = 20;
    private static final double READS = 0.25;
    private static final int WORK = 20;
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration RARELY = Duration.ofMillis(500);
    private static final Duration WORK_PATIENCE = Duration.ofMinutes(2);
    private static final Duration CALL_PATIENCE = Duration.ofMinutes(30);
    private static final Duration ANSWERS_PATIENCE = Duration.ofMinutes(3);
    /** Longer than an instance looks for a host before it fails, which is five minutes. */
    private static final Duration SETTLE_PATIENCE = Duration.ofMinutes(8);

    /** What is done to a node. */
    public enum Blow {
        /** Nothing, to all of them. */
        QUIET,
        KILL,
        PAUSE,
        /** Of the store, under all nodes. */
        OUTAGE,
        /** Of one process of the store's three. */
        STORE_KILL,
        /** Of a rolling restart: told to stop, then started again. */
        RESTART
    }

    /**
     * @param folder for everything
     * @param quiet how long nothing is done at first; zero for no such round
     * @param storeNodes processes of the store, each with a copy of everything
     * @param kills rounds of SIGKILL
     * @param pauses rounds of SIGSTOP and SIGCONT
     * @param outages rounds in which Cassandra is told to stop and started again half a minute later
     * @param storeKills rounds in which one process of the store is killed and started again half a minute later
     * @param rollingRestarts at the end; each restarts every node once
     * @param instances names that clients use again and again
     * @param rate requests a second
     */
    public record Plan(
            Path folder,
            Duration quiet,
            int storeNodes,
            int kills,
            int pauses,
            int outages,
            int storeKills,
            int rollingRestarts,
            int instances,
            int rate,
            long seed) {
        /**
         * How often each shard is asked whether it answers. Each question costs each copy of the store a round: with
         * three of them, a second apart, the questions alone kept two cores from anything else.
         */
        public Duration fineness() {
            return storeNodes == 1 ? Duration.ofSeconds(1) : Duration.ofSeconds(5);
        }

        private int rounds() {
            return (quiet.isZero() ? 0 : 1) + kills + pauses + outages + storeKills + NODES * rollingRestarts;
        }
    }

    /**
     * One round.
     *
     * @param node or the process of the store that went away; "all" when nothing was done
     * @param pausedFor of a pause, of an outage until the store served again, of a quiet time
     * @param unavailable how long shards had no answer, until all was well again
     * @param noticed see {@link FaultTimes}
     * @param decided see {@link FaultTimes}
     * @param back from the blow until the node served again
     * @param endedByItself whether a paused node ended by itself when it went on
     * @param failedStarts how often it ended instead of serving and was started once more, as whoever watches a node
     *     does
     * @param store how often it was asked around an outage
     */
    public record Round(
            Blow blow,
            String node,
            Optional<Duration> pausedFor,
            ShardProbe.Silences unavailable,
            Optional<Duration> noticed,
            Optional<Duration> decided,
            Duration back,
            boolean endedByItself,
            int failedStarts,
            Optional<StoreRates> store) {
        /** A node was taken for dead although nothing was done to it. */
        public boolean wrong() {
            return (blow == Blow.QUIET || blow == Blow.STORE_KILL || blow == Blow.OUTAGE) && decided.isPresent();
        }
    }

    /**
     * What came of it.
     *
     * @param spread told and no part of the verdict: two nodes that place at once can break a spread (ADR 0017)
     * @param doubtful calls whose last sending was refused after an earlier one had no answer
     * @param unknown calls that nobody ever answered
     * @param sentAgain calls that had to be sent more than once
     * @param reads barrier reads that were answered
     * @param named instances of which a create was acknowledged
     */
    public record Result(
            List<Round> rounds,
            List<Finding> findings,
            Finding spread,
            long asked,
            long acknowledged,
            long refused,
            long doubtful,
            long unknown,
            long sentAgain,
            long reads,
            long named,
            Duration length) {
        public Result {
            rounds = List.copyOf(rounds);
            findings = List.copyOf(findings);
        }

        /** Whether the run shows anything at all. */
        public boolean valid() {
            return !rounds.isEmpty() && sentAgain > 0 && findings.stream().allMatch(finding -> finding.looked() > 0);
        }

        public boolean holds() {
            return valid()
                    && findings.stream().allMatch(Finding::holds)
                    && rounds.stream().noneMatch(Round::wrong);
        }
    }

    private final Plan plan;
    private final Consumer<String> milestones;
    private final Consumer<String> progress;
    private final Draws draws;

    /**
     * @param milestones hears what a person must not miss
     * @param progress hears how it goes, often
     */
    public ClusterCampaign(Plan plan, Consumer<String> milestones, Consumer<String> progress) {
        this.plan = plan;
        this.milestones = milestones;
        this.progress = progress;
        this.draws = new Seeds(plan.seed()).draws("chaos.blows");
    }

    /** @throws IllegalStateException when the region could not be started, or does not answer any more */
    public Result run() throws IOException, InterruptedException {
        long began = System.nanoTime();
        milestones.accept(
                "starting Cassandra (" + plan.storeNodes() + ") and " + NODES + " nodes, each a process of its own");
        try (ProcessRegion region = ProcessRegion.start(
                new ProcessRegion.Plan(
                        plan.folder(),
                        NODES,
                        plan.storeNodes(),
                        SimulatedHosts.like(HOSTS, hostSize()),
                        SimulatedSettings.of(plan.seed()).withTimeScale(0.3),
                        CALL_PATIENCE),
                progress)) {
            region.awaitHosts();
            milestones.accept("all serve, and " + HOSTS + " hosts are connected; clients ask " + plan.rate()
                    + " times a second about " + plan.instances() + " instances");
            ShardProbe probe = new ShardProbe(region.channels(), plan.fineness(), region.timer());
            probe.start();
            RequestMix mix = new RequestMix(
                    region.client(),
                    region.timer(),
                    plan.instances(),
                    Duration.ofNanos(1_000_000_000L / plan.rate()),
                    READS,
                    plan.seed());
            mix.start();
            List<Round> rounds = new ArrayList<>();
            Blows strike = new Blows(region, probe, draws, milestones, progress);
            if (!plan.quiet().isZero()) {
                awaitWork(region);
                rounds.add(strike.quiet(plan.quiet()));
                tell(rounds, plan.rounds());
            }
            for (Blow blow : blows()) {
                awaitWork(region);
                rounds.add(strike.round(blow, (int) draws.below(NODES)));
                tell(rounds, plan.rounds());
            }
            for (int restart = 0; restart < plan.rollingRestarts(); restart++) {
                for (int node = 0; node < NODES; node++) {
                    awaitWork(region);
                    rounds.add(strike.round(Blow.RESTART, node));
                    tell(rounds, plan.rounds());
                }
            }
            end(mix.stop(), region);
            probe.stop();
            Witness witness = new Witness(region);
            settle(region, witness);
            milestones.accept("comparing what clients were told and hosts ran with the log");
            return result(region, witness, rounds, Duration.ofNanos(System.nanoTime() - began));
        }
    }

    /** So small that hosts are nearly full all the time, and a claim too many has nowhere to hide. */
    private Quantities hostSize() {
        int cores = Math.max(2, plan.instances() * 4 / 5 / HOSTS);
        return new Quantities(cores, cores * 1_024L, cores * 16L, 0);
    }

    private List<Blow> blows() {
        List<Blow> blows = new ArrayList<>(Collections.nCopies(plan.kills(), Blow.KILL));
        blows.addAll(Collections.nCopies(plan.pauses(), Blow.PAUSE));
        blows.addAll(Collections.nCopies(plan.outages(), Blow.OUTAGE));
        blows.addAll(Collections.nCopies(plan.storeKills(), Blow.STORE_KILL));
        for (int i = blows.size() - 1; i > 0; i--) {
            Collections.swap(blows, i, (int) draws.below(i + 1));
        }
        return blows;
    }

    /** Clients are served, and have something on its way. */
    private void awaitWork(ProcessRegion region) throws InterruptedException {
        long before = acknowledged(region);
        need(
                region,
                LOOK.multipliedBy(5),
                WORK_PATIENCE,
                () -> acknowledged(region) >= before + WORK,
                WORK + " calls to be acknowledged");
        new Lookout(region.timer()).pass(Duration.ofMillis(draws.below(2_000)));
    }

    private static long acknowledged(ProcessRegion region) {
        return region.history().calls().stream().filter(Call::acknowledged).count();
    }

    private static void need(ProcessRegion region, Duration every, Duration patience, BooleanSupplier so, String what)
            throws InterruptedException {
        if (!new Lookout(region.timer()).until(every, patience, so)) {
            throw new IllegalStateException("waited " + patience + " for " + what);
        }
    }

    private void tell(List<Round> rounds, int all) {
        Round round = rounds.getLast();
        milestones.accept("round " + rounds.size() + " of " + all + ": " + round.blow() + " " + round.node()
                + round.pausedFor()
                        .map(length -> " for " + length.toSeconds() + " s")
                        .orElse("")
                + ": no answer about some shard for "
                + round.unavailable().longest().toMillis() + " ms at most, about nine shards of ten for "
                + round.unavailable().ninth().toMillis() + " ms");
    }

    private static void end(CompletableFuture<Void> future, ProcessRegion region) throws InterruptedException {
        try {
            future.get(ANSWERS_PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException late) {
            throw new IllegalStateException(
                    "not every call has ended within " + ANSWERS_PATIENCE + " of the last round: "
                            + region.history().calls().stream()
                                    .filter(call -> call.end().isEmpty())
                                    .limit(5)
                                    .toList(),
                    late);
        }
    }

    private void settle(ProcessRegion region, Witness witness) throws InterruptedException {
        boolean quiet = new Lookout(region.timer()).until(RARELY, SETTLE_PATIENCE, () -> {
            int running = running(witness);
            progress.accept("settling, " + running + " operations run");
            return running == 0;
        });
        milestones.accept(quiet ? "all operations have ended" : "operations still run after " + SETTLE_PATIENCE);
    }

    private static int running(Witness witness) {
        try {
            return witness.running();
        } catch (StatusRuntimeException notNow) {
            return Integer.MAX_VALUE;
        }
    }

    private Result result(ProcessRegion region, Witness witness, List<Round> rounds, Duration length)
            throws IOException, InterruptedException {
        Evidence evidence = witness.ask();
        List<Operation> sendings = region.sendings().operations();
        List<Finding> findings = new ArrayList<>();
        Invariant.ALL.stream()
                .filter(invariant -> !(invariant instanceof SpreadHeld))
                .forEach(invariant -> findings.add(invariant.judge(evidence)));
        findings.addAll(HistoryJudges.judge(
                evidence.events(),
                witness.operations(HistoryJudges.accepting(evidence.events())),
                sendings,
                new Seeds(plan.seed()).draws("chaos.cross-check")));
        List<Call> calls = evidence.calls();
        return new Result(
                rounds,
                findings,
                new SpreadHeld().judge(evidence),
                calls.size(),
                calls.stream().filter(Call::acknowledged).count(),
                calls.stream()
                        .filter(call -> call.outcome() instanceof Call.Outcome.Refused)
                        .count(),
                calls.stream()
                        .filter(call -> call.outcome() instanceof Call.Outcome.Doubtful)
                        .count(),
                calls.stream()
                        .filter(call -> call.outcome() instanceof Call.Outcome.Unknown)
                        .count(),
                calls.stream().filter(call -> call.sendings() > 1).count(),
                sendings.stream()
                        .filter(sending ->
                                sending.verb() == Verb.READ && sending.result() instanceof Operation.Result.Seen)
                        .count(),
                calls.stream()
                        .filter(call -> call.verb() == Call.Verb.CREATE && call.acknowledged())
                        .map(Call::instance)
                        .distinct()
                        .count(),
                length);
    }
}
