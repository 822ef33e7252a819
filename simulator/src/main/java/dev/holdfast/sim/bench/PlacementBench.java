package dev.holdfast.sim.bench;

import dev.holdfast.core.placement.HostOffer;
import dev.holdfast.core.placement.PlacementDecision;
import dev.holdfast.core.placement.PlacementRequest;
import dev.holdfast.core.placement.Placer;
import dev.holdfast.core.placement.PlacerShare;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.sim.bench.BenchReport.Bar;
import dev.holdfast.sim.bench.BenchReport.Figure;
import dev.holdfast.sim.packing.Packer;
import dev.holdfast.sim.workload.Arrival;
import dev.holdfast.sim.workload.ArrivalModel;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.HdrHistogram.Histogram;

/**
 * Core's placer by itself: how fast one thread decides, how tightly what it decides is packed, and how often several
 * placers with copies that lag behind choose a host that has no room any more.
 */
final class PlacementBench {
    private static final double HALF = 0.5;
    private static final double NEARLY = 0.9;
    private static final double LEAST_PER_S = 5_000;
    private static final double MOST_P99_MILLIS = 5;
    private static final double LEAST_DENSITY = 0.9;
    private static final double MOST_CONFLICTS = 0.01;
    private static final int TRIES_AT_MOST = 8;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int DIGITS = 3;

    /**
     * How large and how long.
     *
     * @param domains fault domains, at least 1
     * @param placers that share a fleet, at least 1
     * @param lag how many changes a placer's copy is behind when there are several, 0 or more
     */
    record Load(int hosts, int domains, int placers, int lag, long seed, Rounds rounds) {
        Load {
            Bounds.atLeastOne("hosts", hosts);
            Bounds.atLeastOne("domains", domains);
            Bounds.atLeastOne("placers", placers);
            if (lag < 0) {
                throw new IllegalArgumentException("lag must not be negative, was " + lag);
            }
        }
    }

    private final Load load;
    private final Iterator<Arrival> arrivals;
    private final RandomGenerator draws;
    private final BenchFleet fleet;
    private final List<Placer> placers = new ArrayList<>();
    private final int lag;
    private final List<ArrayDeque<HostOffer>> unseen = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private double level;
    private long placerNanos;
    private long decisions;
    private long claims;
    private long conflicts;
    private int turn;

    private PlacementBench(Load load, int placers, int lag, boolean shared) {
        this.load = load;
        this.arrivals = ArrivalModel.azure2017(load.seed()).arrivals().iterator();
        this.draws = RandomGeneratorFactory.of("L64X128MixRandom").create(load.seed());
        this.fleet = new BenchFleet(load.hosts(), load.domains());
        this.lag = lag;
        for (int number = 0; number < placers; number++) {
            Placer placer =
                    new Placer(load.seed() * 31 + number, shared ? new PlacerShare(number, placers) : PlacerShare.ALL);
            fleet.offers().forEach(placer::show);
            this.placers.add(placer);
            this.unseen.add(new ArrayDeque<>());
        }
    }

    static BenchReport run(Load load, Consumer<String> progress) {
        PlacementBench alone = new PlacementBench(load, 1, 0, true);
        alone.fill(HALF);
        double filled = alone.fleet.density();
        progress.accept(String.format(
                Locale.ROOT, "half full with %,d instances, density %.3f", alone.fleet.residents(), filled));
        List<Double> ours = new ArrayList<>();
        List<Double> plain = new ArrayList<>();
        alone.decideFor(load.rounds().warmUp().toNanos());
        for (int round = 1; round <= load.rounds().count(); round++) {
            ours.add(alone.decideFor(load.rounds().length().toNanos()));
            plain.add(alone.scanFor(load.rounds().warmUp().toNanos()));
            progress.accept(String.format(
                    Locale.ROOT,
                    "round %d of %d: %,.0f/s, plain scan %,.0f/s",
                    round,
                    load.rounds().count(),
                    ours.getLast(),
                    plain.getLast()));
        }
        double perS = Rounds.median(ours);
        double scans = Rounds.median(plain);
        Latencies latencies = alone.onSchedule(perS / 2);
        double density = alone.fleet.density();
        double halfFull = conflictsAt(HALF, true, load, progress);
        double nearlyFull = conflictsAt(NEARLY, true, load, progress);
        double unshared = conflictsAt(HALF, false, load, progress);
        return new BenchReport(
                "placement",
                List.of(
                        Figure.of(
                                "decisions_per_s",
                                perS,
                                1,
                                "decisions a second on one core, half full",
                                new Bar.AtLeast(LEAST_PER_S)),
                        Figure.of("p50_ms", latencies.p50Millis(), 3, "of a decision at half that rate"),
                        Figure.of(
                                "p99_ms",
                                latencies.p99Millis(),
                                3,
                                "of a decision at half that rate",
                                new Bar.AtMost(MOST_P99_MILLIS)),
                        Figure.of("plain_scan_per_s", scans, 1, "a best fit over all hosts without any rule"),
                        Figure.of("scan_ratio", perS / scans, 3, "decisions by plain scans"),
                        Figure.of(
                                "density_ratio",
                                density,
                                3,
                                "fewest hosts possible by hosts in use, after the churn",
                                new Bar.AtLeast(LEAST_DENSITY)),
                        Figure.of("filled_density_ratio", filled, 3, "the same when it had just been filled"),
                        Figure.of(
                                "conflict_ratio",
                                halfFull,
                                4,
                                "claims refused, several placers, half full",
                                new Bar.AtMost(MOST_CONFLICTS)),
                        Figure.of("nearly_full_conflict_ratio", nearlyFull, 4, "the same with 0.9 of the cores taken"),
                        Figure.of(
                                "unshared_conflict_ratio", unshared, 4, "half full, placers that know of no others")));
    }

    /** A fleet of its own, filled and churned by all placers; only the churn counts. */
    private static double conflictsAt(double full, boolean shared, Load load, Consumer<String> progress) {
        PlacementBench several = new PlacementBench(load, load.placers(), load.lag(), shared);
        several.fill(full);
        several.claims = 0;
        several.conflicts = 0;
        int wanted = 2 * several.fleet.residents();
        for (int i = 0; i < wanted; i++) {
            several.replaceOne();
        }
        double ratio = (double) several.conflicts / Math.max(1, several.claims);
        progress.accept(String.format(
                Locale.ROOT,
                "%d placers%s, %.0f %% full, %,d claims: %.4f refused, density %.3f",
                load.placers(),
                shared ? "" : " without shares",
                100 * full,
                several.claims,
                ratio,
                several.fleet.density()));
        return ratio;
    }

    private void fill(double share) {
        level = share;
        while (fleet.full() < level) {
            place(arrivals.next());
        }
    }

    /** Decisions a second of the time the placer computes: choosing, and taking in what the hosts show. */
    private double decideFor(long nanos) {
        long before = decisions;
        placerNanos = 0;
        while (placerNanos < nanos) {
            replaceOne();
        }
        return (decisions - before) / (placerNanos / 1e9);
    }

    /** Best fits a second over bare numbers: what only looking at every host costs. */
    private double scanFor(long nanos) {
        Quantities[] free = fleet.offers().stream().map(HostOffer::free).toArray(Quantities[]::new);
        long began = cpuNanos();
        long scans = 0;
        while (cpuNanos() - began < nanos) {
            if (Packer.BEST_FIT
                    .choose(free, arrivals.next().size(), BenchFleet.HOST)
                    .isEmpty()) {
                throw new IllegalStateException("a fleet that is half full has room for everybody");
            }
            scans++;
        }
        return scans / ((cpuNanos() - began) / 1e9);
    }

    /**
     * Decisions come at a fixed rate to a core that does nothing else. Its clock is the time that the placer was really
     * computing; so what other processes take of this machine is left out, and what waits because the decisions before
     * it were slow is not.
     */
    private Latencies onSchedule(double perS) {
        Histogram nanos = new Histogram(DIGITS);
        long length = load.rounds().length().toNanos();
        long free = 0;
        for (long number = 0; ; number++) {
            long intended = (long) (number * 1e9 / perS);
            if (intended > length) {
                return Latencies.of(nanos);
            }
            long before = placerNanos;
            replaceOne();
            free = Math.max(free, intended) + placerNanos - before;
            nanos.recordValue(free - intended);
        }
    }

    private static long cpuNanos() {
        return THREADS.getCurrentThreadCpuTime();
    }

    /** Whoever arrives takes the room of those who leave. */
    private void replaceOne() {
        Arrival arrival = arrivals.next();
        double share = (double) arrival.size().cores() / BenchFleet.HOST.cores() / load.hosts();
        while (fleet.residents() > 0 && fleet.full() + share > level) {
            changed(fleet.leave(draws));
        }
        place(arrival);
    }

    private void place(Arrival arrival) {
        PlacementRequest request = fleet.request(arrival);
        Placer placer = placers.get(turn);
        turn = (turn + 1) % placers.size();
        List<HostId> avoided = new ArrayList<>();
        for (int attempt = 0; attempt < TRIES_AT_MOST; attempt++) {
            PlacementRequest asked = new PlacementRequest(
                    request.uid(), request.size(), request.spreadKey(), request.constraints(), avoided);
            now = now.plusNanos(200_000);
            long began = cpuNanos();
            PlacementDecision decision = placer.choose(asked, now);
            placerNanos += cpuNanos() - began;
            decisions++;
            if (!(decision instanceof PlacementDecision.Chosen chosen)) {
                return;
            }
            claims++;
            Optional<HostOffer> granted = fleet.claim(chosen.host(), request);
            if (granted.isPresent()) {
                changed(granted.get());
                return;
            }
            conflicts++;
            avoided.add(chosen.host());
        }
    }

    /** Every placer hears of it, each when as many others have come after it as the lag says. */
    private void changed(HostOffer offer) {
        for (int number = 0; number < placers.size(); number++) {
            ArrayDeque<HostOffer> coming = unseen.get(number);
            coming.add(offer);
            while (coming.size() > lag) {
                HostOffer seen = coming.remove();
                long began = cpuNanos();
                placers.get(number).show(seen);
                placerNanos += cpuNanos() - began;
            }
        }
    }
}
