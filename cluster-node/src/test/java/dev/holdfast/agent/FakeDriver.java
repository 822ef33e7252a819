package dev.holdfast.agent;

import dev.holdfast.core.host.Fencing;
import dev.holdfast.core.host.Resident.Sight;
import dev.holdfast.core.host.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** A driver that does what the test says when the test says it. */
final class FakeDriver implements Driver {
    /** What it was told. */
    record Order(
            String verb,
            Incarnation incarnation,
            long number,
            Optional<Duration> grace,
            CompletableFuture<Outcome> outcome) {
        String words() {
            return verb + " " + incarnation + " for " + number;
        }
    }

    /** A lease whose clock the test moves; what is written is there at once. */
    static final class FakeFence implements Fence {
        static final Duration LEASE = Duration.ofSeconds(60);

        private Duration up = Duration.ofHours(1);
        private Duration until = Duration.ZERO;
        private long spells;

        @Override
        public Duration lease() {
            return LEASE;
        }

        @Override
        public synchronized BootTime now() {
            return new BootTime("boot", up);
        }

        @Override
        public synchronized boolean holds() {
            return up.compareTo(until) < 0;
        }

        @Override
        public synchronized long spell() {
            return spells;
        }

        @Override
        public synchronized CompletionStage<Void> renew(BootTime asked) {
            spells += holds() ? 0 : 1;
            until = asked.up().plus(LEASE);
            return CompletableFuture.completedStage(null);
        }

        synchronized Duration left() {
            return until.minus(up);
        }

        synchronized void later(Duration time) {
            up = up.plus(time);
        }
    }

    private final Optional<FakeFence> fence;
    private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();
    private final SortedMap<Incarnation, Sight> guests = new TreeMap<>();
    private volatile Consumer<Sighting> observer = _ -> {};

    FakeDriver() {
        this(Optional.empty());
    }

    FakeDriver(Optional<FakeFence> fence) {
        this.fence = fence;
    }

    @Override
    public Optional<Fence> fence() {
        return fence.map(Function.identity());
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public Fencing fencing() {
        return Fencing.WATCHDOG;
    }

    @Override
    public CompletionStage<List<Sighting>> inventory() {
        synchronized (guests) {
            return CompletableFuture.completedStage(guests.entrySet().stream()
                    .map(each -> new Sighting(each.getKey(), each.getValue()))
                    .toList());
        }
    }

    @Override
    public void observe(Consumer<Sighting> newObserver) {
        observer = newObserver;
    }

    @Override
    public CompletionStage<Outcome> create(
            Incarnation incarnation, String instance, long assignment, Workload workload) {
        return told("create", incarnation, assignment, Optional.empty());
    }

    @Override
    public CompletionStage<Outcome> start(Incarnation incarnation, long assignment, Workload workload) {
        return told("start", incarnation, assignment, Optional.empty());
    }

    @Override
    public CompletionStage<Outcome> stop(Incarnation incarnation, long assignment, Duration grace) {
        return told("stop", incarnation, assignment, Optional.of(grace));
    }

    @Override
    public CompletionStage<Outcome> remove(Incarnation incarnation, long assignment) {
        return told("remove", incarnation, assignment, Optional.empty());
    }

    private CompletionStage<Outcome> told(String verb, Incarnation incarnation, long number, Optional<Duration> grace) {
        Order order = new Order(verb, incarnation, number, grace, new CompletableFuture<>());
        orders.add(order);
        return order.outcome();
    }

    Order next() throws InterruptedException {
        return Optional.ofNullable(orders.poll(20, TimeUnit.SECONDS))
                .orElseThrow(() -> new AssertionError("the driver was told nothing"));
    }

    Order next(String words) throws InterruptedException {
        Order order = next();
        if (!order.words().equals(words)) {
            throw new AssertionError("expected " + words + " but was told to " + order.words());
        }
        return order;
    }

    List<String> untold() {
        return orders.stream().map(Order::words).toList();
    }

    /** Something happens on the host, ordered or not. */
    void becomes(Incarnation incarnation, Sight power) {
        synchronized (guests) {
            if (power == Sight.GONE) {
                guests.remove(incarnation);
            } else {
                guests.put(incarnation, power);
            }
        }
        observer.accept(new Sighting(incarnation, power));
    }

    /** The watchdog kills it. */
    void fences(Incarnation incarnation) {
        synchronized (guests) {
            guests.put(incarnation, Sight.STOPPED);
        }
        observer.accept(new Sighting(incarnation, Sight.STOPPED, true));
    }

    void done(Order order, Sight power) {
        becomes(order.incarnation(), power);
        order.outcome().complete(new Outcome.Done());
    }
}
