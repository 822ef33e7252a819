package dev.holdfast.sim.workload;

import dev.holdfast.core.shared.Quantities;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Arrivals that look like those of Azure in 2017 without the trace at hand, for as long as one wants.
 *
 * <p>Per bin of 300 s and {@link BatchKind kind of batch}, the number of batches is drawn from a Poisson distribution
 * whose mean follows the day's profile and an autocorrelated lognormal noise; a large batch may come again in the next
 * bin. A batch draws how many instances it has, and these their sizes and lifetimes, mostly alike within a batch. All
 * figures and their sources stand in {@link Azure2017}.
 *
 * <p>What it does not know: weeks, growth, the clock minutes at which automata start their batches, the customer behind
 * several batches, that some sizes live longer than others.
 */
public final class ArrivalModel {
    private static final long BIN_MILLIS = TraceRow.BIN_S * 1_000;

    private final ArrivalFigures figures;
    private final long seed;

    private ArrivalModel(ArrivalFigures figures, long seed) {
        this.figures = figures;
        this.seed = seed;
    }

    /**
     * Fitted to the Azure trace: about 53 batches with 260 instances in 300 s, 20,000 instances alive after a day or
     * two.
     */
    public static ArrivalModel azure2017(long seed) {
        return new ArrivalModel(Azure2017.FIGURES, seed);
    }

    /**
     * In order of time and without end; made while it is consumed, one bin at a time. The same seed gives the same
     * arrivals, each time it is called.
     */
    public Stream<Arrival> arrivals() {
        int characteristics = Spliterator.ORDERED | Spliterator.NONNULL;
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(new Bins(figures, new Seeds(seed)), characteristics), false);
    }

    /** What {@link #arrivals()} gives before this time. */
    public Stream<Arrival> arrivals(Duration length) {
        return arrivals().takeWhile(each -> each.at().compareTo(length) < 0);
    }

    private record Batch(Duration at, BatchKind kind, int instances) {}

    private static final class Bins implements Iterator<Arrival> {
        private final ArrivalFigures figures;
        private final Draws counts;
        private final Draws spread;
        private final Draws batches;
        private final Draws sizes;
        private final Draws lifetimes;
        private double noise;
        private long bin;
        private long batch;
        private List<Batch> echoes = List.of();
        private Iterator<Arrival> arrivals = List.<Arrival>of().iterator();

        Bins(ArrivalFigures figures, Seeds seeds) {
            this.figures = figures;
            this.counts = seeds.draws("model.rate");
            this.spread = seeds.draws("model.spread");
            this.batches = seeds.draws("model.batches");
            this.sizes = seeds.draws("model.sizes");
            this.lifetimes = seeds.draws("model.lifetimes");
            this.noise = figures.noise() * counts.normal();
        }

        @Override
        public boolean hasNext() {
            return true;
        }

        @Override
        public Arrival next() {
            while (!arrivals.hasNext()) {
                arrivals = nextBin();
            }
            return arrivals.next();
        }

        private Iterator<Arrival> nextBin() {
            List<Batch> coming = new ArrayList<>(echoes);
            double busy = figures.busy(bin) * StrictMath.exp(noise - figures.noise() * figures.noise() / 2);
            for (BatchKind kind : figures.kinds()) {
                BatchKind.Rate rate = kind.rate();
                // Each batch comes 1 + echo + echo^2 + ... times, so this many new ones keep the mean.
                double mean = rate.perBin() * (1 - rate.echo()) * StrictMath.pow(busy, rate.swing());
                for (int left = counts.poisson(mean); left > 0; left--) {
                    coming.add(new Batch(at(), kind, instances(kind)));
                }
            }
            bin++;
            step();
            echoes = coming.stream()
                    .filter(each -> batches.chance(each.kind().rate().echo()))
                    .map(each -> new Batch(at(), each.kind(), each.instances()))
                    .toList();
            return coming.stream()
                    .sorted(Comparator.comparing(Batch::at))
                    .flatMap(this::arrivals)
                    .toList()
                    .iterator();
        }

        /** Some millisecond of the current bin. */
        private Duration at() {
            return Duration.ofMillis(bin * BIN_MILLIS + spread.below(BIN_MILLIS));
        }

        private int instances(BatchKind kind) {
            return (int) Math.ceil(kind.instances().at(batches.unit()).orElseThrow());
        }

        /** An autoregression of first order whose deviation stays the same. */
        private void step() {
            double lasts = figures.noiseLasts();
            noise = lasts * noise + StrictMath.sqrt(1 - lasts * lasts) * figures.noise() * counts.normal();
        }

        private Stream<Arrival> arrivals(Batch coming) {
            List<Quantities> taken = sizes(coming);
            List<Optional<Duration>> lived = lifetimes(coming);
            List<Arrival> wanted = new ArrayList<>();
            for (int i = 0; i < coming.instances(); i++) {
                wanted.add(new Arrival(coming.at(), batch, taken.get(i), lived.get(i)));
            }
            batch++;
            return wanted.stream();
        }

        private List<Quantities> sizes(Batch coming) {
            BatchKind.Sizes kind = coming.kind().sizes();
            double repeats = sizes.chance(kind.all()) ? 1 : kind.repeats();
            List<Quantities> drawn = new ArrayList<>();
            drawn.add(kind.draw(sizes));
            while (drawn.size() < coming.instances()) {
                drawn.add(sizes.chance(repeats) ? drawn.getLast() : kind.draw(sizes));
            }
            return drawn;
        }

        private List<Optional<Duration>> lifetimes(Batch coming) {
            BatchKind.Lifetimes kind = coming.kind().lifetimes();
            double middle = lifetimes.unit();
            List<Optional<Duration>> drawn = new ArrayList<>();
            drawn.add(lifetime(kind, middle));
            while (drawn.size() < coming.instances()) {
                drawn.add(lifetimes.chance(kind.repeats()) ? drawn.getLast() : lifetime(kind, middle));
            }
            return drawn;
        }

        /**
         * A lifetime near the batch's own. What falls off one end of the curve is folded back, which keeps the shares
         * of the whole curve as they are.
         */
        private Optional<Duration> lifetime(BatchKind.Lifetimes kind, double middle) {
            double share = Math.abs(middle + kind.width() * (lifetimes.unit() - 0.5));
            double folded = share < 1 ? share : Math.nextDown(2 - share);
            return kind.seconds().at(folded).map(seconds -> Duration.ofMillis(Math.round(seconds * 1_000)));
        }
    }
}
