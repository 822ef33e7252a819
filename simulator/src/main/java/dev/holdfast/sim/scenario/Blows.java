package dev.holdfast.sim.scenario;

import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.cluster.Member;
import dev.holdfast.cli.cluster.NodePlace;
import dev.holdfast.sim.cluster.Lookout;
import dev.holdfast.sim.cluster.ProcessRegion;
import dev.holdfast.sim.cluster.ShardProbe;
import dev.holdfast.sim.scenario.ClusterCampaign.Blow;
import dev.holdfast.sim.scenario.ClusterCampaign.Round;
import dev.holdfast.sim.workload.Draws;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** Breaks something of a region of processes, waits until all is well again, and tells how that went. */
final class Blows {
    private static final int STARTS_AT_MOST = 3;
    private static final int SHORTEST_PAUSE_SECONDS = 5;
    private static final int LONGEST_PAUSE_SECONDS = 60;
    private static final Duration OUTAGE = Duration.ofSeconds(30);
    /** How long the store is watched before an outage, and after. */
    private static final Duration AROUND = Duration.ofSeconds(10);

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration RARELY = Duration.ofMillis(500);
    private static final Duration AVAILABLE_PATIENCE = Duration.ofMinutes(2);
    private static final Duration START_PATIENCE = Duration.ofMinutes(3);
    /** One that the others took for dead has noticed by then, and ended by itself. */
    private static final Duration NOTICE_PATIENCE = Duration.ofSeconds(20);

    private final ProcessRegion region;
    private final ShardProbe probe;
    private final Draws draws;
    private final Consumer<String> milestones;
    private final Consumer<String> progress;

    Blows(ProcessRegion region, ShardProbe probe, Draws draws, Consumer<String> milestones, Consumer<String> progress) {
        this.region = region;
        this.probe = probe;
        this.draws = draws;
        this.milestones = milestones;
        this.progress = progress;
    }

    /** @param node which one; of the store, if it is the store that is struck */
    Round round(Blow blow, int node) throws IOException, InterruptedException {
        return switch (blow) {
            case OUTAGE -> outage();
            case STORE_KILL -> storeKill(node + 1);
            case KILL, PAUSE, RESTART -> struck(blow, node);
            case QUIET -> throw new IllegalArgumentException("nothing is done to no node");
        };
    }

    private Round struck(Blow blow, int node) throws IOException, InterruptedException {
        NodePlace victim = region.nodes().get(node);
        probe.avoid(node);
        Instant at = Instant.now();
        long began = System.nanoTime();
        Optional<Duration> pausedFor = Optional.empty();
        boolean endedByItself = false;
        switch (blow) {
            case KILL -> {
                var _ = region.cluster().kill(victim.name());
                awaitAnswers(System.nanoTime());
                var _ = region.cluster().start(victim.name());
            }
            case PAUSE -> {
                Duration length = Duration.ofSeconds(
                        SHORTEST_PAUSE_SECONDS + draws.below(LONGEST_PAUSE_SECONDS - SHORTEST_PAUSE_SECONDS + 1));
                pausedFor = Optional.of(length);
                var _ = region.cluster().pause(victim.name());
                new Lookout(region.timer()).pass(length);
                var _ = region.cluster().resume(victim.name());
                awaitAnswers(System.nanoTime());
                endedByItself = hasEnded(victim, at);
                if (endedByItself) {
                    var _ = region.cluster().start(victim.name());
                }
            }
            case OUTAGE, STORE_KILL, QUIET -> throw new IllegalStateException("no node's");
            case RESTART -> {
                var _ = region.cluster().stop(victim.name());
                awaitAnswers(System.nanoTime());
                var _ = region.cluster().start(victim.name());
            }
        }
        int starts = awaitServing(victim);
        Duration back = Duration.ofNanos(System.nanoTime() - began);
        awaitAnswers(System.nanoTime());
        ShardProbe.Silences unavailable = probe.silences(began);
        probe.avoidNone();
        FaultTimes times = FaultTimes.read(region, victim, at);
        return new Round(
                blow,
                victim.name(),
                pausedFor,
                unavailable,
                times.noticed(),
                times.decided(),
                back,
                endedByItself,
                starts,
                Optional.empty());
    }

    /** Starts it again while it ends instead of serving; gives how often. */
    private int awaitServing(NodePlace victim) throws InterruptedException {
        for (int failed = 0; ; failed++) {
            try {
                var _ = region.cluster().awaitServing(victim.name(), START_PATIENCE, progress);
                return failed;
            } catch (CommandFailure ended) {
                if (failed == STARTS_AT_MOST
                        || region.cluster().member(victim.name()).state() != Member.State.DEAD) {
                    throw new IllegalStateException(ended.line(), ended);
                }
                milestones.accept(ended.line());
                var _ = region.cluster().start(victim.name());
            }
        }
    }

    /** Whether a node that went on has ended, which it does when the others took it for dead. */
    private boolean hasEnded(NodePlace victim, Instant at) throws IOException, InterruptedException {
        if (FaultTimes.read(region, victim, at).decided().isEmpty()) {
            return region.cluster().member(victim.name()).state() == Member.State.DEAD;
        }
        if (!new Lookout(region.timer())
                .until(
                        RARELY,
                        NOTICE_PATIENCE,
                        () -> region.cluster().member(victim.name()).state() == Member.State.DEAD)) {
            throw new IllegalStateException(victim.name()
                    + " was taken for dead by the others, went on, and has not ended" + " within " + NOTICE_PATIENCE);
        }
        return true;
    }

    /** Nothing is done, and no node may be taken for dead. */
    Round quiet(Duration length) throws IOException, InterruptedException {
        Instant at = Instant.now();
        long began = System.nanoTime();
        for (Duration passed = Duration.ZERO; passed.compareTo(length) < 0; passed = passed.plus(AROUND)) {
            progress.accept("nothing is done for " + length.minus(passed).toSeconds() + " s more");
            new Lookout(region.timer()).pass(AROUND);
        }
        awaitAnswers(System.nanoTime());
        return untouched(Blow.QUIET, "all", length, at, began);
    }

    /** One process of the store is killed, stays away for a while, and is started again; no node is touched. */
    private Round storeKill(int number) throws IOException, InterruptedException {
        Instant at = Instant.now();
        long began = System.nanoTime();
        String store = "cassandra-" + number;
        region.cluster().killStore(store);
        new Lookout(region.timer()).pass(OUTAGE);
        region.cluster().startStore(progress);
        Duration gone = Duration.ofNanos(System.nanoTime() - began);
        awaitAnswers(System.nanoTime());
        return untouched(Blow.STORE_KILL, store, gone, at, began);
    }

    private Round untouched(Blow blow, String what, Duration length, Instant at, long began) throws IOException {
        Optional<Duration> noticed = Optional.empty();
        Optional<Duration> decided = Optional.empty();
        for (NodePlace node : region.nodes()) {
            FaultTimes times = FaultTimes.read(region, node, at);
            noticed = noticed.or(times::noticed);
            decided = decided.or(times::decided);
        }
        return new Round(
                blow,
                what,
                Optional.of(length),
                probe.silences(began),
                noticed,
                decided,
                Duration.ofNanos(System.nanoTime() - began),
                false,
                0,
                Optional.empty());
    }

    /** The store stops in good order, stays away, and is started again; no node is touched, and none may end. */
    private Round outage() throws InterruptedException {
        Lookout lookout = new Lookout(region.timer());
        probe.rest();
        StoreRates.Reading before = StoreRates.read(region.nodes());
        lookout.pass(AROUND);
        StoreRates.Reading atStop = StoreRates.read(region.nodes());
        probe.goOn();
        long began = System.nanoTime();
        String store = region.cluster().stopStore(progress);
        lookout.pass(OUTAGE);
        StoreRates.Reading away = StoreRates.read(region.nodes());
        region.cluster().startStore(progress);
        Duration gone = Duration.ofNanos(System.nanoTime() - began);
        awaitAnswers(System.nanoTime());
        Duration back = Duration.ofNanos(System.nanoTime() - began);
        ShardProbe.Silences unavailable = probe.silences(began);
        probe.rest();
        StoreRates.Reading atAnswers = StoreRates.read(region.nodes());
        lookout.pass(AROUND);
        StoreRates rates = StoreRates.of(before, atStop, away, atAnswers, StoreRates.read(region.nodes()));
        probe.goOn();
        return new Round(
                Blow.OUTAGE,
                store,
                Optional.of(gone),
                unavailable,
                Optional.empty(),
                Optional.empty(),
                back,
                false,
                0,
                Optional.of(rates));
    }

    private void awaitAnswers(long since) throws InterruptedException {
        if (!new Lookout(region.timer()).until(LOOK, AVAILABLE_PATIENCE, () -> probe.answeredSince(since))) {
            throw new IllegalStateException("waited " + AVAILABLE_PATIENCE + " for calls to each shard to be answered");
        }
    }
}
