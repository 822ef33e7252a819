package dev.holdfast.sim.scenario;

import dev.holdfast.agent.simulated.SimulatedHosts;
import dev.holdfast.agent.simulated.SimulatedSettings;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.sim.cluster.LocalRegion;
import dev.holdfast.sim.cluster.Lookout;
import dev.holdfast.sim.cluster.NodeProcess;
import dev.holdfast.sim.history.RecordingClient;
import dev.holdfast.sim.invariant.Evidence;
import dev.holdfast.sim.workload.Seeds;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceEvent;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Watches through crashes: while clients ask for changes and the node is killed with SIGKILL, a watcher that comes back
 * from its tokens writes down what it is told. In the end that must be the log: every fact once, in order; and what it
 * believes there is must be what there is.
 */
public final class WatchCampaign {
    private static final Duration BEGIN_PATIENCE = Duration.ofSeconds(30);
    private static final Duration CHANGES_PATIENCE = Duration.ofMinutes(6);
    private static final Duration SETTLE_PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration RARELY = Duration.ofMillis(500);
    private static final int LOOKS_AT_MOST = 5;
    private static final int NAMES = 150;
    private static final int HOSTS = 40;
    private static final int STREAMS_A_CRASH = 8;
    private static final Quantities HOST = new Quantities(8, 32L * 1024, 512, 0);

    /**
     * @param folder for everything
     * @param changes the watcher is told so many at least
     * @param crashes spread over them
     */
    public record Plan(Path folder, long changes, int crashes, long seed) {}

    /**
     * @param faults what must not be; nothing if all is well
     * @param facts that the log has
     * @param reconnects streams that the watcher ended by itself
     * @param outages streams that ended under it
     */
    public record Result(List<String> faults, long facts, long changes, int crashes, long reconnects, long outages) {}

    private final Plan plan;
    private final Consumer<String> progress;

    public WatchCampaign(Plan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    public Result run() throws Exception {
        try (LocalRegion region = LocalRegion.start(new LocalRegion.Plan(
                new NodeProcess.Launch("dev.holdfast.node.NodeMain", plan.folder(), 0, List.of(), 768),
                SimulatedHosts.like(HOSTS, HOST),
                SimulatedSettings.of(plan.seed()).withTimeScale(0.1),
                progress))) {
            region.awaitHosts();
            int changesAStream = (int) Math.max(1, plan.changes() / ((long) plan.crashes() * STREAMS_A_CRASH));
            try (RestlessWatcher watcher = new RestlessWatcher(
                    region.channel(), region.timer(), new Seeds(plan.seed()).draws("watcher"), changesAStream)) {
                watcher.begin(BEGIN_PATIENCE);
                crash(region, watcher);
                return judged(region, watcher);
            }
        }
    }

    private void crash(LocalRegion region, RestlessWatcher watcher) throws Exception {
        Lookout lookout = new Lookout(region.timer());
        RequestMix mix = new RequestMix(region.client(), region.timer(), NAMES, plan.seed());
        mix.start();
        for (int crash = 1; crash <= plan.crashes(); crash++) {
            long next = plan.changes() * crash / (plan.crashes() + 1);
            need(lookout, LOOK, () -> watcher.changes() >= next, next + " changes to be told");
            region.kill();
            progress.accept("crash " + crash + " after " + watcher.changes() + " changes, with "
                    + region.client().unanswered() + " calls on their way");
            region.startAgain();
            region.awaitReady();
        }
        need(lookout, LOOK, () -> watcher.changes() >= plan.changes(), plan.changes() + " changes to be told");
        mix.stop().get(CHANGES_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What moves while it is looked at is looked at again: the two sides cannot be asked at one moment. */
    private Result judged(LocalRegion region, RestlessWatcher watcher) throws Exception {
        Lookout lookout = new Lookout(region.timer());
        Witness witness = new Witness(region);
        need(lookout, RARELY, () -> settled(witness), "all operations to end");
        long before = watcher.changes();
        Result result = look(lookout, witness, watcher);
        for (int looks = 1; looks < LOOKS_AT_MOST && before != watcher.changes(); looks++) {
            before = watcher.changes();
            result = look(lookout, witness, watcher);
        }
        return result;
    }

    private Result look(Lookout lookout, Witness witness, RestlessWatcher watcher) throws Exception {
        Evidence evidence = witness.ask();
        SortedMap<String, List<Long>> log = new TreeMap<>();
        evidence.events()
                .forEach((instance, events) -> log.put(
                        RecordingClient.name(instance),
                        events.stream().map(InstanceEvent::getSequence).toList()));
        // Whatever was missed will never come; the judgement below says what.
        boolean all = lookout.until(
                LOOK,
                SETTLE_PATIENCE,
                () -> log.entrySet().stream()
                        .allMatch(each ->
                                watcher.told(each.getKey()) >= each.getValue().size()));
        RestlessWatcher.Notes notes = watcher.notes();
        List<String> faults = new ArrayList<>(notes.faults());
        if (!all) {
            faults.add("not everything was told within " + SETTLE_PATIENCE);
        }
        compare(log, notes.sequences(), faults);
        standing(evidence.listings().getLast(), notes.standing(), faults);
        return new Result(
                List.copyOf(faults),
                log.values().stream().mapToLong(List::size).sum(),
                notes.changes(),
                plan.crashes(),
                notes.reconnects(),
                notes.outages());
    }

    private static void compare(
            SortedMap<String, List<Long>> log, SortedMap<String, List<Long>> told, List<String> faults) {
        log.forEach((name, facts) -> {
            List<Long> seen = told.getOrDefault(name, List.of());
            List<Long> once = LongStream.rangeClosed(1, seen.size()).boxed().toList();
            if (!seen.equals(once) || !facts.equals(once.subList(0, Math.min(once.size(), facts.size())))) {
                faults.add(name + ": told of " + seen + ", and the log has " + facts);
            }
        });
        told.keySet().stream()
                .filter(name -> !log.containsKey(name))
                .forEach(name -> faults.add("told of " + name + ", which nobody asked for"));
    }

    private static void standing(List<Instance> listed, SortedMap<String, Instance> believed, List<String> faults) {
        SortedMap<String, Instance> there = new TreeMap<>();
        listed.forEach(instance -> there.put(instance.getName(), instance));
        if (!there.equals(believed)) {
            faults.add("believes that there are " + believed.keySet() + ", and there are " + there.keySet()
                    + "; or some of them stand otherwise");
        }
    }

    private static boolean settled(Witness witness) {
        try {
            return witness.running() == 0;
        } catch (StatusRuntimeException notNow) {
            return false;
        }
    }

    private static void need(Lookout lookout, Duration every, BooleanSupplier so, String what)
            throws InterruptedException {
        if (!lookout.until(every, CHANGES_PATIENCE, so)) {
            throw new IllegalStateException("waited " + CHANGES_PATIENCE + " for " + what);
        }
    }
}
