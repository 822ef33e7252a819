package dev.holdfast.sim.workload;

import java.time.Duration;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Turns arrivals into a plan that a driver of load can follow: each is created when it arrives, stopped and started as
 * the mix says, and deleted when its lifetime is over. The plan holds only what is still to come for the living.
 */
public final class Workload {
    /** Steps ahead that are held in memory; a fleet of a million instances has about as many. */
    static final int AHEAD_BOUND = 10_000_000;

    private Workload() {}

    /**
     * In order of time, made while it is consumed; at the same moment deletions come before creations. It ends when the
     * last arrival was deleted, and never when arrivals never end. Closing it closes the arrivals.
     *
     * @param arrivals in order of time
     * @param seed decides who is stopped and when; the same arrivals, mix and seed give the same steps
     * @throws IllegalArgumentException while consuming, if an arrival comes before the one before it
     */
    public static Stream<Step> steps(Stream<Arrival> arrivals, WorkloadMix mix, long seed) {
        Plan plan = new Plan(arrivals.iterator(), mix, new Seeds(seed));
        int characteristics = Spliterator.ORDERED | Spliterator.NONNULL;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(plan, characteristics), false)
                .onClose(arrivals::close);
    }

    private record Ahead(Step step, long order) {}

    private static final class Plan implements Iterator<Step> {
        private static final Comparator<Ahead> IN_ORDER =
                Comparator.comparing((Ahead each) -> each.step().at()).thenComparingLong(Ahead::order);

        private final Iterator<Arrival> arrivals;
        private final WorkloadMix mix;
        private final Seeds seeds;
        private final PriorityQueue<Ahead> ahead = new PriorityQueue<>(IN_ORDER);
        private Optional<Arrival> arrived = Optional.empty();
        private Duration latest = Duration.ZERO;
        private long created;
        private long planned;

        Plan(Iterator<Arrival> arrivals, WorkloadMix mix, Seeds seeds) {
            this.arrivals = arrivals;
            this.mix = mix;
            this.seeds = seeds;
        }

        @Override
        public boolean hasNext() {
            return !ahead.isEmpty() || !arrived.isEmpty() || arrivals.hasNext();
        }

        @Override
        public Step next() {
            if (arrived.isEmpty() && arrivals.hasNext()) {
                arrived = Optional.of(inOrder(arrivals.next()));
            }
            Ahead first = ahead.peek();
            if (first != null
                    && arrived.filter(each -> !comesFirst(first, each)).isEmpty()) {
                ahead.remove();
                return first.step();
            }
            Arrival arrival = arrived.orElseThrow(() -> new NoSuchElementException("the workload is over"));
            arrived = Optional.empty();
            return create(arrival);
        }

        private Arrival inOrder(Arrival arrival) {
            if (arrival.at().compareTo(latest) < 0) {
                throw new IllegalArgumentException(
                        "arrivals must be in order of time: " + arrival.at() + " came after " + latest);
            }
            latest = arrival.at();
            return arrival;
        }

        private static boolean comesFirst(Ahead step, Arrival arrival) {
            return step.step().at().compareTo(arrival.at()) <= 0;
        }

        private Step create(Arrival arrival) {
            long index = created++;
            stopsAndStarts(arrival, index);
            arrival.lifetime()
                    .ifPresent(lifetime -> plan(new Step.Delete(arrival.at().plus(lifetime), index)));
            return new Step.Create(arrival.at(), index, arrival.batch(), arrival.size());
        }

        /** Stops and starts take turns at moments drawn evenly over the span. */
        private void stopsAndStarts(Arrival arrival, long index) {
            if (mix.stops() == 0) {
                return;
            }
            Draws draws = seeds.draws("workload.mix", index);
            int stops = (int) mix.stops() + (draws.chance(mix.stops() % 1) ? 1 : 0);
            int steps = stops == 0 ? 0 : 2 * stops - (draws.chance(mix.startsAgain()) ? 0 : 1);
            Duration span = arrival.lifetime()
                    .filter(lifetime -> lifetime.compareTo(mix.span()) < 0)
                    .orElse(mix.span());
            List<Duration> moments = DoubleStream.generate(draws::unit)
                    .limit(steps)
                    .sorted()
                    .mapToObj(part -> arrival.at().plusNanos((long) (part * span.toNanos())))
                    .toList();
            for (int i = 0; i < steps; i++) {
                plan(i % 2 == 0 ? new Step.Stop(moments.get(i), index) : new Step.Start(moments.get(i), index));
            }
        }

        private void plan(Step step) {
            if (ahead.size() >= AHEAD_BOUND) {
                throw new IllegalStateException("more than " + AHEAD_BOUND + " steps are ahead at " + latest
                        + ": more instances live at once than a workload can plan for");
            }
            ahead.add(new Ahead(step, planned++));
        }
    }
}
