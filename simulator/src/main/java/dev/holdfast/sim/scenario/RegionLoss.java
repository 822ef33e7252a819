package dev.holdfast.sim.scenario;

import dev.holdfast.cli.cluster.ClusterPlan;
import dev.holdfast.cli.cluster.ClusterStore;
import dev.holdfast.cli.cluster.LocalCluster;
import dev.holdfast.cli.cluster.Member;
import dev.holdfast.cli.cluster.NodePlace;
import dev.holdfast.sim.cluster.FreePorts;
import dev.holdfast.sim.cluster.Lookout;
import dev.holdfast.v1.GetInstanceRequest;
import dev.holdfast.v1.InstanceServiceGrpc;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Two regions that share nothing, each with a Cassandra, nodes and hosts of its own, under a fixed load: about each
 * through its own nodes, and about each through the other's. Then every process of one is killed at once (SIGKILL), and
 * after a while started again. The other must not notice, and who asks it about the dead one must be told so at once.
 */
public final class RegionLoss {
    /** What stays. */
    public static final String KEPT = "west";
    /** What is killed. */
    public static final String LOST = "east";

    /** Calls about the lost region must have failed by then. */
    public static final Duration FAILS_WITHIN = Duration.ofSeconds(1);

    private static final Duration READY_PATIENCE = Duration.ofMinutes(5);
    private static final Duration WARM_UP = Duration.ofSeconds(60);
    private static final Duration BACK_PATIENCE = Duration.ofMinutes(3);
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(11);
    private static final Duration ONE_CALL = Duration.ofSeconds(10);
    private static final int HEAP_MIB = 320;
    private static final int HOSTS = 10;
    private static final int TIMER_THREADS = 2;
    private static final int REGIONS = 2;
    private static final int PORTS_A_NODE = 10;

    /**
     * @param folder for everything
     * @param nodes of each region
     * @param rate calls a second about each region through its own nodes; a quarter of that through the other's
     * @param phase how long each phase lasts
     */
    public record Plan(Path folder, int nodes, int rate, Duration phase) {}

    /** A part of the run. */
    public enum Phase {
        BEFORE,
        /** Nothing of the lost region runs. */
        LOST,
        /** It was started again and serves again. */
        AFTER
    }

    /**
     * What became of the calls of one phase, about one region through the nodes of one. Times are of those that were
     * answered; of those that failed only the longest.
     *
     * @param named of those that failed, how many were UNAVAILABLE and named the region
     */
    public record Row(
            Phase phase,
            String through,
            String about,
            int sent,
            int failed,
            int named,
            Duration median,
            Duration p99,
            Duration longest,
            Duration longestFailure) {
        static Row of(Phase phase, RegionLoad load, List<RegionLoad.Ended> calls) {
            List<Duration> answered = calls.stream()
                    .filter(RegionLoad.Ended::answered)
                    .map(RegionLoad.Ended::length)
                    .sorted()
                    .toList();
            List<RegionLoad.Ended> failed =
                    calls.stream().filter(call -> !call.answered()).toList();
            return new Row(
                    phase,
                    load.through(),
                    load.about(),
                    calls.size(),
                    failed.size(),
                    (int) failed.stream()
                            .filter(call -> call.code() == Status.Code.UNAVAILABLE
                                    && call.said().contains(load.about()))
                            .count(),
                    at(answered, 0.5),
                    at(answered, 0.99),
                    at(answered, 1),
                    failed.stream()
                            .map(RegionLoad.Ended::length)
                            .max(Duration::compareTo)
                            .orElse(Duration.ZERO));
        }

        private static Duration at(List<Duration> sorted, double share) {
            return sorted.isEmpty() ? Duration.ZERO : sorted.get((int) Math.ceil(share * sorted.size()) - 1);
        }
    }

    /**
     * What came of it.
     *
     * @param load the share of the machine's processors that all processes took before, from 0 to 1
     * @param back from the first process that was started again until every call about the region was answered again
     * @param acknowledged creates, in both regions
     * @param lost those of them that are not there in the end
     */
    public record Result(List<Row> rows, double load, Duration back, int acknowledged, List<String> lost) {
        public Result {
            rows = List.copyOf(rows);
            lost = List.copyOf(lost);
        }

        /** What is wrong, a line each. */
        public List<String> wrong() {
            List<String> wrong = new ArrayList<>();
            lost.forEach(name -> wrong.add("acknowledged and not there: " + name));
            for (Row row : rows) {
                String calls = "calls about " + row.about() + " through " + row.through() + ", " + row.phase();
                if (row.sent() == 0) {
                    wrong.add("no " + calls);
                } else if (row.through().equals(LOST) && row.phase() == Phase.LOST) {
                    // Its own nodes answer nothing, whatever they are asked about.
                    if (row.failed() < row.sent()) {
                        wrong.add((row.sent() - row.failed()) + " of the " + calls + " were answered");
                    }
                } else if (row.about().equals(LOST) && row.phase() == Phase.LOST) {
                    if (row.failed() < row.sent()) {
                        wrong.add((row.sent() - row.failed()) + " of the " + calls + " were answered");
                    }
                    if (row.named() < row.failed()) {
                        wrong.add((row.failed() - row.named()) + " of the " + calls
                                + " failed without saying that the region is not reached");
                    }
                    if (row.longestFailure().compareTo(FAILS_WITHIN) > 0) {
                        wrong.add("one of the " + calls + " failed only after "
                                + row.longestFailure().toMillis() + " ms");
                    }
                } else if (row.failed() > 0) {
                    wrong.add(row.failed() + " of the " + calls + " failed");
                }
            }
            return wrong;
        }
    }

    private final Plan plan;
    private final Consumer<String> milestones;
    private final Consumer<String> progress;
    private final LocalCluster cluster;

    /**
     * @param milestones hears what a person must not miss
     * @param progress hears how it goes, often
     */
    public RegionLoss(Plan plan, Consumer<String> milestones, Consumer<String> progress) {
        this.plan = plan;
        this.milestones = milestones;
        this.progress = progress;
        this.cluster = new LocalCluster(plan.folder());
    }

    /** @throws IllegalStateException when a region does not come back */
    public Result run() throws InterruptedException {
        int nodePorts = PORTS_A_NODE * REGIONS * plan.nodes();
        int first = FreePorts.row(nodePorts + 2 * REGIONS);
        ClusterPlan made = new ClusterPlan(
                REGIONS,
                plan.nodes(),
                HOSTS,
                first,
                HEAP_MIB,
                new ClusterStore.Own(first + nodePorts, first + nodePorts + REGIONS, 1, true));
        Thread atExit = new Thread(this::end, "end-cluster");
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            milestones.accept("starting two regions, each with a Cassandra, " + plan.nodes() + " nodes and " + HOSTS
                    + " hosts of its own");
            var _ = cluster.up(made, Optional.empty(), System.getenv(), READY_PATIENCE, progress);
            return underLoad(made);
        } finally {
            end();
            Runtime.getRuntime().removeShutdownHook(atExit);
        }
    }

    private void end() {
        try {
            var _ = cluster.down(_ -> {});
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private Result underLoad(ClusterPlan made) throws InterruptedException {
        ScheduledExecutorService timer = Executors.newScheduledThreadPool(
                TIMER_THREADS, Thread.ofPlatform().daemon().name("scenario-", 0).factory());
        Map<String, List<ManagedChannel>> channels = new TreeMap<>();
        for (String region : made.regionNames()) {
            channels.put(
                    region,
                    made.nodesOf(region).stream()
                            .map(NodePlace::grpcAddress)
                            .map(address -> Grpc.newChannelBuilder(address, InsecureChannelCredentials.create())
                                    .build())
                            .toList());
        }
        ManagedChannel kept = Objects.requireNonNull(channels.get(KEPT)).getFirst();
        try {
            List<RegionLoad> loads = new ArrayList<>();
            Duration every = Duration.ofNanos(TimeUnit.SECONDS.toNanos(1) / plan.rate());
            channels.forEach((through, nodes) -> channels.keySet().forEach(about -> {
                RegionLoad load = new RegionLoad(through, about, nodes, timer);
                loads.add(load);
                load.start(through.equals(about) ? every : every.multipliedBy(4));
            }));
            return measure(made, loads, kept, timer);
        } finally {
            channels.values().forEach(each -> each.forEach(ManagedChannel::shutdownNow));
            timer.shutdownNow();
        }
    }

    private Result measure(
            ClusterPlan made, List<RegionLoad> loads, ManagedChannel node, ScheduledExecutorService timer)
            throws InterruptedException {
        Lookout lookout = new Lookout(timer);
        progress.accept("warming up");
        lookout.pass(WARM_UP);
        ProcessorTime busy = ProcessorTime.of(cluster.status());
        long before = System.nanoTime();
        phase(lookout, "both regions serve");
        double load = busy.shareUntil(cluster.status());
        long struck = System.nanoTime();
        List<String> nodes = made.nodesOf(LOST).stream().map(NodePlace::name).toList();
        for (String each : nodes) {
            var _ = cluster.kill(each);
        }
        var _ = cluster.kill(LOST + "-hosts");
        cluster.killStore(LOST + "-cassandra-1");
        long gone = System.nanoTime();
        milestones.accept("every process of " + LOST + " was killed");
        phase(lookout, LOST + " is lost");
        long started = System.nanoTime();
        milestones.accept("starting " + LOST + " again");
        cluster.startStore(progress);
        nodes.forEach(cluster::start);
        for (String each : nodes) {
            var _ = cluster.awaitServing(each, READY_PATIENCE, progress);
        }
        var _ = cluster.start(LOST + "-hosts");
        long serving = System.nanoTime();
        if (!lookout.until(LOOK, BACK_PATIENCE, () -> backSince(loads, serving))) {
            throw new IllegalStateException(LOST + " serves and is not asked again after " + BACK_PATIENCE);
        }
        long back = System.nanoTime();
        phase(lookout, LOST + " is back");
        long over = System.nanoTime();
        loads.forEach(RegionLoad::stop);
        lookout.pass(LAST_ANSWERS);
        List<Row> rows = new ArrayList<>();
        for (RegionLoad each : loads) {
            rows.add(Row.of(Phase.BEFORE, each, each.between(before, struck - FAILS_WITHIN.toNanos())));
            rows.add(Row.of(Phase.LOST, each, each.between(gone, started)));
            rows.add(Row.of(Phase.AFTER, each, each.between(back, over)));
        }
        List<String> created =
                loads.stream().flatMap(each -> each.created().stream()).toList();
        milestones.accept("looking for " + created.size() + " acknowledged instances");
        return new Result(rows, load, Duration.ofNanos(back - started), created.size(), missing(created, node));
    }

    private void phase(Lookout lookout, String what) throws InterruptedException {
        progress.accept(what + ", for " + plan.phase().toSeconds() + " s");
        lookout.pass(plan.phase());
    }

    /** Whether, of what was sent after this moment, something was answered to everybody. */
    private static boolean backSince(List<RegionLoad> loads, long nanos) {
        return loads.stream()
                .allMatch(load -> load.between(nanos, Long.MAX_VALUE).stream().anyMatch(RegionLoad.Ended::answered));
    }

    private static List<String> missing(List<String> names, ManagedChannel node) {
        List<String> missing = new ArrayList<>();
        for (String name : names) {
            try {
                var _ = InstanceServiceGrpc.newBlockingStub(node)
                        .withDeadlineAfter(ONE_CALL.toMillis(), TimeUnit.MILLISECONDS)
                        .getInstance(
                                GetInstanceRequest.newBuilder().setName(name).build());
            } catch (StatusRuntimeException failed) {
                missing.add(name + " (" + failed.getStatus() + ")");
            }
        }
        return missing;
    }

    /** The processor time that some processes, and this one, have taken. */
    private record ProcessorTime(long atNanos, Duration taken) {
        static ProcessorTime of(List<Member> members) {
            Duration taken = members.stream()
                    .flatMap(member -> member.pid().stream())
                    .flatMap(pid -> ProcessHandle.of(pid).stream())
                    .flatMap(process -> process.info().totalCpuDuration().stream())
                    .reduce(ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO), Duration::plus);
            return new ProcessorTime(System.nanoTime(), taken);
        }

        /** Of all processors of the machine, from 0 to 1. */
        double shareUntil(List<Member> members) {
            ProcessorTime now = of(members);
            return (double) now.taken().minus(taken).toNanos()
                    / (now.atNanos() - atNanos)
                    / Runtime.getRuntime().availableProcessors();
        }
    }
}
