package dev.holdfast.sim.workload;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Arrivals as they were recorded, from a CSV file (plain or gzip) with the header {@value TraceRow#HEADER}. Made for
 * the Azure 2017 trace (Cortez et al., "Resource Central", SOSP 2017) as the repository
 * huaweicloud/trace_generation_rnn bins it; the file itself is no part of this repository.
 *
 * <p>A trace tells less than a replay needs. What it leaves open is drawn from the seed, for each batch and instance
 * apart, so that the choice of a window changes no draw:
 *
 * <ul>
 *   <li>Arrivals are known to 300 seconds ({@code arrival_s} is the bin's end, and the first bin of the file starts at
 *       zero). Each batch gets its own millisecond of the bin, and its instances come together.
 *   <li>A lifetime is drawn between {@code lifetime_min_s} and {@code lifetime_max_s}. Lifetimes are multiples of 300
 *       seconds, so 0 stands for less than half of that: such an instance lives 1 to 150 seconds.
 *   <li>Whatever was still running at the end ({@code censored}) is never deleted.
 * </ul>
 *
 * @param seed the same seed gives the same arrivals
 */
public record ArrivalTrace(Path file, TraceWindow window, long seed) {
    /** Instances of one bin that are held in memory to be put in order; the largest of the Azure trace has 1,493. */
    static final int BIN_BOUND = 100_000;

    /**
     * Reads as it is consumed, one bin at a time, in order of time. The file is open until the stream is closed.
     *
     * @throws TraceException at once or while consuming, naming file, line, column and rule
     */
    public Stream<Arrival> arrivals() {
        TraceLines lines = TraceLines.open(file);
        Bins bins = new Bins(lines, window, new Seeds(seed));
        int characteristics = Spliterator.ORDERED | Spliterator.NONNULL;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(bins, characteristics), false)
                .onClose(lines::close);
    }

    private static final class Bins implements Iterator<Arrival> {
        private final TraceLines lines;
        private final TraceWindow window;
        private final Seeds seeds;
        private Optional<TraceRow> ahead;
        private final long startS;
        private Iterator<Arrival> bin = List.<Arrival>of().iterator();

        Bins(TraceLines lines, TraceWindow window, Seeds seeds) {
            this.lines = lines;
            this.window = window;
            this.seeds = seeds;
            this.ahead = lines.next();
            this.startS = ahead.map(TraceRow::arrivalS).orElse(0L);
        }

        @Override
        public boolean hasNext() {
            while (!bin.hasNext()
                    && ahead.filter(row -> !window.isOver(start(row))).isPresent()) {
                bin = nextBin(ahead.orElseThrow());
            }
            return bin.hasNext();
        }

        @Override
        public Arrival next() {
            if (!hasNext()) {
                throw new NoSuchElementException("the window is over");
            }
            return bin.next();
        }

        private Duration start(TraceRow row) {
            return Duration.ofSeconds(row.arrivalS() - startS);
        }

        private Iterator<Arrival> nextBin(TraceRow first) {
            List<Arrival> arrivals = new ArrayList<>();
            int rows = 0;
            while (ahead.filter(row -> row.arrivalS() == first.arrivalS()).isPresent()) {
                if (++rows > BIN_BOUND) {
                    throw lines.broken(
                            "a bin of " + TraceRow.BIN_S + " s must not hold more than " + BIN_BOUND + " rows");
                }
                add(ahead.orElseThrow(), arrivals);
                ahead = lines.next();
            }
            // A stable sort, so the instances of a batch stay together and in the order of the file.
            arrivals.sort(Comparator.comparing(Arrival::at));
            return arrivals.iterator();
        }

        private void add(TraceRow row, List<Arrival> arrivals) {
            Duration at = start(row)
                    .plusMillis(seeds.draws("trace.spread", row.batch()).below(TraceRow.BIN_S * 1_000));
            if (window.contains(at)) {
                arrivals.add(new Arrival(at.minus(window.from()), row.batch(), row.size(), lifetime(row)));
            }
        }

        private Optional<Duration> lifetime(TraceRow row) {
            return row.lifetime().map(range -> {
                Draws draws = seeds.draws("trace.lifetime", row.vm());
                long seconds = range.mostS() == 0
                        ? draws.between(1, TraceRow.BIN_S / 2)
                        : draws.between(range.leastS(), range.mostS());
                return Duration.ofSeconds(seconds);
            });
        }
    }
}
