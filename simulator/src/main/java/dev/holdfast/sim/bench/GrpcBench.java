package dev.holdfast.sim.bench;

import com.google.longrunning.Operation;
import dev.holdfast.sim.bench.BenchReport.Bar;
import dev.holdfast.sim.bench.BenchReport.Figure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The front door against an empty call on the same kind of server in the same process: a read that is never stale, a
 * stop that is acknowledged when it is on the disk, a creation that counts when the instance runs.
 */
final class GrpcBench {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** A call that is measured beside the echo. */
    enum Kind {
        GET,
        STOP,
        CREATE
    }

    /**
     * How hard and how long.
     *
     * @param instances that run before anything is measured, at least 1; a turn of stops must not use them up
     * @param hosts simulated, at least 1
     * @param inFlight calls at once, at least 1
     * @param creating instances that are on their way to RUNNING at once, at least 1
     * @param warmUps uncounted turns of each kind before its counted ones, at least 0: compiling a call's way takes the
     *     virtual machine longer than a turn
     * @param kinds what is measured beside the echo
     */
    record Load(int instances, int hosts, int inFlight, int creating, int warmUps, Rounds rounds, Set<Kind> kinds) {
        Load {
            kinds = Collections.unmodifiableSet(new TreeSet<>(kinds));
            Bounds.atLeastOne("instances", instances);
            Bounds.atLeastOne("hosts", hosts);
            Bounds.atLeastOne("in-flight", inFlight);
            Bounds.atLeastOne("creating", creating);
            if (warmUps < 0) {
                throw new IllegalArgumentException("warm-ups must be at least 0, was " + warmUps);
            }
        }
    }

    private final GrpcRegion region;
    private final Load load;
    private final Consumer<String> progress;
    private final List<String> instances = new ArrayList<>();
    private final Queue<String> running = new ConcurrentLinkedQueue<>();
    private final Queue<Stopped> stopped = new ConcurrentLinkedQueue<>();
    private final AtomicLong created = new AtomicLong();
    private final AtomicLong read = new AtomicLong();

    private record Stopped(String instance, Operation operation) {}

    private GrpcBench(GrpcRegion region, Load load, Consumer<String> progress) {
        this.region = region;
        this.load = load;
        this.progress = progress;
    }

    /** @param folder for the node's log and the hosts' records; empty */
    static BenchReport run(Path folder, Load load, Consumer<String> progress) throws InterruptedException {
        progress.accept("starting a node and " + load.hosts() + " hosts");
        try (GrpcRegion region = GrpcRegion.start(folder, load.hosts())) {
            return new GrpcBench(region, load, progress).run();
        }
    }

    private BenchReport run() throws InterruptedException {
        for (int i = 0; i < load.instances(); i++) {
            instances.add("i-" + i);
        }
        AtOnce.each(instances, load.creating(), PATIENCE, region::createAndRun);
        running.addAll(instances);
        progress.accept(String.format(Locale.ROOT, "%,d instances run", instances.size()));

        // Each kind of call takes its turns beside the echo, which is the floor of its ratio.
        Measured echo = measure("echo", load.inFlight(), region::echo, () -> {}, () -> {});
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.of("echo_per_s", echo.floor(), 1, "empty calls a second, median of all rounds"));
        echo.latencies(figures, "echo", "of an empty call at half load");
        for (Kind kind : load.kinds()) {
            figures.addAll(measure(kind));
        }
        return new BenchReport("grpc", figures);
    }

    private List<Figure> measure(Kind kind) throws InterruptedException {
        List<Figure> figures = new ArrayList<>();
        switch (kind) {
            case GET -> {
                Measured get = measure("get", load.inFlight(), this::get, () -> {}, () -> {});
                get.ratio(figures, "get", "reads that are never stale, by empty calls", 0.5);
                get.latencies(figures, "get", "of a read at half load");
            }
            case STOP -> {
                Measured stop = measure("stop", load.inFlight(), this::stop, this::startThemAgain, this::awaitStops);
                stop.ratio(figures, "stop", "stops acknowledged, by empty calls", 0.2);
                stop.latencies(figures, "stop", "of a stop's acknowledgement at half load");
            }
            case CREATE -> {
                Measured create = measure("create", load.creating(), this::create, () -> {}, () -> {});
                create.ratio(figures, "create_running", "instances created that run, by empty calls", 0.05);
                create.latencies(figures, "create_running", "from asking for an instance until it runs, at half load");
            }
        }
        return figures;
    }

    /**
     * One kind of call.
     *
     * @param perS the median of its rounds
     * @param floor the echo's, of the same rounds
     */
    private record Measured(double perS, double floor, Latencies atHalf) {
        void ratio(List<Figure> figures, String key, String words, double least) {
            figures.add(Figure.of(key + "_per_s", perS, 1, "a second, median of the rounds"));
            figures.add(Figure.of(key + "_ratio", perS / floor, 3, words, new Bar.AtLeast(least)));
        }

        void latencies(List<Figure> figures, String key, String words) {
            figures.add(Figure.of(key + "_p50_ms", atHalf.p50Millis(), 2, words));
            figures.add(Figure.of(key + "_p99_ms", atHalf.p99Millis(), 2, words));
        }
    }

    /**
     * @param before brings everything into the state in which the call can be made again
     * @param after waits for what an answered call has left to be done, which would slow the echo and raise the ratio
     */
    private Measured measure(
            String name,
            int inFlight,
            Supplier<? extends CompletionStage<?>> call,
            Preparation before,
            Preparation after)
            throws InterruptedException {
        Rounds once = new Rounds(1, load.rounds().length());
        List<Double> perS = new ArrayList<>();
        List<Double> floor = new ArrayList<>();
        for (int round = 1 - load.warmUps(); round <= load.rounds().count(); round++) {
            before.prepare();
            CallLoop loop = new CallLoop(name, call);
            double rate = once.perS(List.of(loop), inFlight, _ -> {}).getFirst();
            awaitTheLast(loop);
            after.prepare();
            CallLoop echo = new CallLoop("echo", region::echo);
            double echoed = once.perS(List.of(echo), load.inFlight(), _ -> {}).getFirst();
            awaitTheLast(echo);
            if (round < 1) {
                progress.accept(
                        String.format(Locale.ROOT, "%s, warming up: %,.0f/s, echo %,.0f/s", name, rate, echoed));
                continue;
            }
            perS.add(rate);
            floor.add(echoed);
            progress.accept(String.format(
                    Locale.ROOT,
                    "%s %d of %d: %,.0f/s, echo %,.0f/s",
                    name,
                    round,
                    load.rounds().count(),
                    rate,
                    echoed));
        }
        double median = Rounds.median(perS);
        before.prepare();
        Latencies atHalf = OpenLoop.at(median / 2, load.rounds(), call);
        return new Measured(median, Rounds.median(floor), atHalf);
    }

    /** Brings the region into the state that a turn begins with. */
    private interface Preparation {
        void prepare() throws InterruptedException;
    }

    /** What a turn has begun must end before another begins, or it would count against that. */
    private static void awaitTheLast(CallLoop loop) throws InterruptedException {
        try {
            loop.atRest().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException late) {
            throw new IllegalStateException("calls of " + loop.name() + " have no answer", late);
        }
        long _ = loop.done();
    }

    private CompletionStage<?> get() {
        return region.get(instances.get((int) (read.getAndIncrement() % instances.size())));
    }

    private CompletionStage<?> stop() {
        String instance = running.poll();
        if (instance == null) {
            throw new IllegalStateException("all " + load.instances()
                    + " instances are stopped before the turn is over: give more --instances or fewer --seconds");
        }
        return region.stop(instance).thenAccept(operation -> stopped.add(new Stopped(instance, operation)));
    }

    private CompletionStage<?> create() {
        return region.createAndRun("c-" + created.incrementAndGet());
    }

    /** Everything that a turn has asked to stop has stopped. */
    private void awaitStops() throws InterruptedException {
        AtOnce.each(List.copyOf(stopped), load.inFlight(), PATIENCE, each -> region.done(each.operation()));
    }

    /** Everything that a turn has stopped runs again. */
    private void startThemAgain() throws InterruptedException {
        List<Stopped> again = new ArrayList<>(stopped);
        stopped.clear();
        AtOnce.each(
                again,
                load.creating(),
                PATIENCE,
                each -> region.done(each.operation()).thenCompose(_ -> region.startAndRun(each.instance())));
        again.forEach(each -> running.add(each.instance()));
    }
}
