package dev.holdfast.agent.simulated;

import dev.holdfast.agent.Driver;
import dev.holdfast.agent.Fence;
import dev.holdfast.agent.Incarnation;
import dev.holdfast.agent.Outcome;
import dev.holdfast.agent.SerialExecutor;
import dev.holdfast.agent.Sighting;
import dev.holdfast.agent.SyncedWriter;
import dev.holdfast.core.host.Fencing;
import dev.holdfast.core.host.Resident.Sight;
import dev.holdfast.core.host.Workload;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.OnSilence;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A host that pretends. What it pretends is in a synced history before it counts, survives the process, and is all that
 * a judge believes. It does as it is told, even to run two epochs of one instance at once, and then says so.
 *
 * <p>What was under way when the process died has not happened; the agent, which has its assignment on the disk, orders
 * it again.
 */
public final class SimulatedDriver implements Driver {
    /** What it is called. */
    public static final String NAME = "simulated";

    private static final Logger LOG = LoggerFactory.getLogger(SimulatedDriver.class);

    private final String host;
    private final SimulatedSettings settings;
    private final SimulatedFailures failures;
    private final TruthLog truth;
    private final ScheduledExecutorService scheduler;
    private final SerialExecutor turn;
    private final Optional<SimulatedFence> fence;
    private final SortedMap<Incarnation, Guest> guests = new TreeMap<>();
    private Consumer<Sighting> observer = _ -> {};
    private final AtomicInteger doubled = new AtomicInteger();
    private boolean lookComes;
    private boolean shut;

    private SimulatedDriver(
            String host,
            SimulatedSettings settings,
            SimulatedFailures failures,
            TruthLog truth,
            ScheduledExecutorService scheduler,
            Path directory,
            InstantSource clock)
            throws IOException {
        this.host = host;
        this.settings = settings;
        this.failures = failures;
        this.truth = truth;
        this.scheduler = scheduler;
        this.turn = new SerialExecutor(scheduler);
        truth.before().changes().forEach(this::restore);
        this.fence = settings.fencing() == Fencing.WATCHDOG
                ? Optional.of(new SimulatedFence(directory, settings.lease(), clock, turn, this::lookWhenLeaseEnds))
                : Optional.empty();
    }

    /**
     * Goes on with what ran in a directory.
     *
     * @param host names it among the hosts that share a seed
     * @param failures shared by all hosts of a process
     * @throws IOException when the history cannot be read or opened
     */
    public static SimulatedDriver open(
            String host,
            Path directory,
            SimulatedSettings settings,
            SimulatedFailures failures,
            SyncedWriter writer,
            ScheduledExecutorService scheduler,
            InstantSource clock)
            throws IOException {
        TruthLog truth = TruthLog.open(directory, writer, clock);
        SimulatedDriver driver = new SimulatedDriver(host, settings, failures, truth, scheduler, directory, clock);
        driver.turn.execute(driver::lookAtLease);
        return driver;
    }

    private void restore(GroundTruth.Change change) {
        switch (change.kind()) {
            case CREATED -> {
                guests.put(
                        change.incarnation(),
                        new Guest(
                                change.instance(),
                                change.size(),
                                Collections.emptySortedMap(),
                                change.onSilence(),
                                Sight.STOPPED));
                restore(change, Sight.STOPPED);
            }
            case STARTED -> restore(change, Sight.RUNNING);
            case STOPPED -> restore(change, Sight.STOPPED);
            case FENCED -> {
                restore(change, Sight.STOPPED);
                Optional.ofNullable(guests.get(change.incarnation())).ifPresent(guest -> guest.fenced = true);
            }
            case REMOVED -> guests.remove(change.incarnation());
        }
    }

    private void restore(GroundTruth.Change change, Sight power) {
        Optional.ofNullable(guests.get(change.incarnation())).ifPresent(guest -> {
            guest.power = power;
            guest.assignment = change.assignment();
        });
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Fencing fencing() {
        return settings.fencing();
    }

    @Override
    public Optional<Fence> fence() {
        return fence.map(Function.identity());
    }

    private void lookWhenLeaseEnds() {
        if (lookComes) {
            return;
        }
        fence.flatMap(SimulatedFence::end).ifPresent(end -> {
            lookComes = true;
            Duration left =
                    Duration.between(Instant.EPOCH.plus(fence.get().now().up()), end);
            var _ = scheduler.schedule(
                    () -> turn.execute(this::lookAtLease), Math.max(0, left.toNanos()), TimeUnit.NANOSECONDS);
        });
    }

    /** What the host's watchdog does: when the lease is over, it stops what is under it, for good. */
    private void lookAtLease() {
        lookComes = false;
        if (fence.isEmpty() || shut) {
            return;
        }
        if (fence.get().holds()) {
            lookWhenLeaseEnds();
        } else {
            List.copyOf(guests.keySet()).forEach(incarnation -> whenWritten(incarnation, () -> fence(incarnation)));
        }
    }

    /** It happened when the lease ended, whether or not this process was there. */
    private void fence(Incarnation incarnation) {
        Guest guest = guests.get(incarnation);
        if (guest == null
                || (guest.power != Sight.RUNNING && guest.power != Sight.STOPPING)
                || guest.onSilence == OnSilence.KEEP
                || fence.orElseThrow().holds()) {
            return;
        }
        guest.plan++;
        guest.fenced = true;
        Instant at = fence.orElseThrow().end().orElse(Instant.MIN);
        record(incarnation, guest, guest.assignment, GroundTruth.Kind.FENCED, Sight.STOPPED, Optional.of(at));
    }

    /** Whether what is under the lease may not begin: it is over, or was over since the start was ordered. */
    private boolean isUnheld(Guest guest, Optional<Long> spell) {
        return guest.onSilence == OnSilence.STOP
                && fence.filter(each -> !each.holds() || !spell.equals(Optional.of(each.spell())))
                        .isPresent();
    }

    /** How often it was told to start an instance while another epoch of it was running here. */
    public int doubled() {
        return doubled.get();
    }

    @Override
    public CompletionStage<List<Sighting>> inventory() {
        CompletableFuture<List<Sighting>> inventory = new CompletableFuture<>();
        turn.execute(() -> inventory.complete(guests.entrySet().stream()
                .map(guest -> sighting(guest.getKey(), guest.getValue()))
                .toList()));
        return inventory;
    }

    @Override
    public void observe(Consumer<Sighting> newObserver) {
        turn.execute(() -> observer = newObserver);
    }

    @Override
    public CompletionStage<Outcome> create(
            Incarnation incarnation, String instance, long assignment, Workload workload) {
        return onTurn(incarnation, ended -> {
            if (guests.containsKey(incarnation)) {
                ended.complete(new Outcome.Done());
                return;
            }
            Guest guest =
                    new Guest(instance, workload.size(), workload.metadata(), workload.onSilence(), Sight.CREATING);
            guests.put(incarnation, guest);
            begin(incarnation, guest, Sight.CREATING, ended);
            SplittableRandom random = random(incarnation, "create", assignment);
            after(guest, settings.create().draw(random), () -> {
                Optional<String> failure = failure(incarnation, guest, SimulatedFailures.FAIL_CREATE, random);
                if (failure.isPresent()) {
                    guests.remove(incarnation);
                    end(incarnation, guest, Sight.GONE, new Outcome.Failed(failure.get()));
                } else {
                    record(incarnation, guest, assignment, GroundTruth.Kind.CREATED, Sight.STOPPED);
                }
            });
        });
    }

    @Override
    public CompletionStage<Outcome> start(Incarnation incarnation, long assignment, Workload workload) {
        Optional<Long> spell = fence.map(Fence::spell);
        return onTurn(incarnation, ended -> {
            Guest guest = guests.get(incarnation);
            if (guest == null) {
                ended.complete(new Outcome.Failed("nothing of it is here to start"));
                return;
            }
            switch (guest.power) {
                case RUNNING -> ended.complete(new Outcome.Done());
                case STARTING -> guest.awaits(ended);
                case CREATING, STOPPING, GONE ->
                    ended.complete(new Outcome.Failed("it cannot be started while it is " + guest.power));
                case STOPPED -> start(incarnation, guest, assignment, spell, ended);
            }
        });
    }

    private void start(
            Incarnation incarnation,
            Guest guest,
            long assignment,
            Optional<Long> spell,
            CompletableFuture<Outcome> ended) {
        if (guest.fenced) {
            ended.complete(new Outcome.Failed("it was killed because the host's lease had ended, and is never started"
                    + " again under epoch " + incarnation.epoch()));
            return;
        }
        begin(incarnation, guest, Sight.STARTING, ended);
        SplittableRandom random = random(incarnation, "start", assignment);
        after(guest, settings.start().draw(random), () -> {
            Optional<String> failure = failure(incarnation, guest, SimulatedFailures.FAIL_START, random);
            if (failure.isPresent()) {
                end(incarnation, guest, Sight.STOPPED, new Outcome.Failed(failure.get()));
            } else if (isUnheld(guest, spell)) {
                end(
                        incarnation,
                        guest,
                        Sight.STOPPED,
                        new Outcome.Failed("the host's lease is over, or was over since this start was ordered"));
            } else {
                noticeDoubled(incarnation);
                record(incarnation, guest, assignment, GroundTruth.Kind.STARTED, Sight.RUNNING);
            }
        });
    }

    private void noticeDoubled(Incarnation incarnation) {
        SortedMap<Incarnation, Guest> sameUid = guests.tailMap(new Incarnation(incarnation.uid(), Epoch.NONE));
        for (Map.Entry<Incarnation, Guest> entry : sameUid.entrySet()) {
            Incarnation other = entry.getKey();
            Guest guest = entry.getValue();
            if (!other.uid().equals(incarnation.uid())) {
                return;
            }
            if (!other.equals(incarnation) && (guest.power == Sight.RUNNING || guest.power == Sight.STOPPING)) {
                doubled.incrementAndGet();
                LOG.atWarn()
                        .addKeyValue("host", host)
                        .addKeyValue("incarnation", incarnation)
                        .addKeyValue("running", other)
                        .log("told to start an instance while another epoch of it runs here");
            }
        }
    }

    @Override
    public CompletionStage<Outcome> stop(Incarnation incarnation, long assignment, Duration grace) {
        return onTurn(incarnation, ended -> {
            Guest guest = guests.get(incarnation);
            if (guest == null || guest.power == Sight.STOPPED) {
                ended.complete(new Outcome.Done());
                return;
            }
            switch (guest.power) {
                case CREATING, STARTING -> {
                    boolean created = guest.power == Sight.STARTING;
                    ended.complete(
                            created
                                    ? endPlan(incarnation, guest)
                                    : new Outcome.Failed("it cannot be stopped while it is CREATING"));
                }
                case RUNNING, STOPPING -> stop(incarnation, guest, assignment, grace, ended);
                case STOPPED, GONE -> ended.complete(new Outcome.Done());
            }
        });
    }

    /** It has not run yet, so it need not be stopped. */
    private Outcome endPlan(Incarnation incarnation, Guest guest) {
        guest.plan++;
        end(incarnation, guest, Sight.STOPPED, new Outcome.Failed("stopped before it ran"));
        return new Outcome.Done();
    }

    /** A second stop with less grace hurries the first; both end together. */
    private void stop(
            Incarnation incarnation, Guest guest, long assignment, Duration grace, CompletableFuture<Outcome> ended) {
        begin(incarnation, guest, Sight.STOPPING, ended);
        Duration own = scaled(settings.stop().draw(random(incarnation, "stop", assignment)));
        Duration wait = own.compareTo(grace) < 0 ? own : grace;
        afterExactly(
                guest, wait, () -> record(incarnation, guest, assignment, GroundTruth.Kind.STOPPED, Sight.STOPPED));
    }

    @Override
    public CompletionStage<Outcome> remove(Incarnation incarnation, long assignment) {
        return onTurn(incarnation, ended -> {
            Guest guest = guests.get(incarnation);
            if (guest == null) {
                ended.complete(new Outcome.Done());
                return;
            }
            guest.plan++;
            switch (guest.power) {
                case CREATING -> {
                    guests.remove(incarnation);
                    end(incarnation, guest, Sight.GONE, new Outcome.Failed("removed before it was created"));
                    ended.complete(new Outcome.Done());
                }
                case STARTING, STOPPED -> {
                    guest.finish(new Outcome.Failed("removed meanwhile"));
                    guest.awaits(ended);
                    after(
                            guest,
                            settings.stop().draw(random(incarnation, "remove", assignment)),
                            () -> erase(incarnation, guest, assignment));
                }
                case RUNNING, STOPPING -> {
                    begin(incarnation, guest, Sight.STOPPING, ended);
                    after(guest, settings.stop().draw(random(incarnation, "remove", assignment)), () -> {
                        var _ = truth.append(
                                incarnation,
                                guest.instance,
                                assignment,
                                GroundTruth.Kind.STOPPED,
                                guest.size,
                                guest.onSilence);
                        erase(incarnation, guest, assignment);
                    });
                }
                case GONE -> ended.complete(new Outcome.Done());
            }
        });
    }

    private void erase(Incarnation incarnation, Guest guest, long assignment) {
        record(incarnation, guest, assignment, GroundTruth.Kind.REMOVED, Sight.GONE);
    }

    /** Lets a running guest stop by itself, as if from the inside. */
    public CompletionStage<Outcome> haltGuest(Incarnation incarnation) {
        return onTurn(incarnation, ended -> {
            Guest guest = guests.get(incarnation);
            if (guest == null || guest.power != Sight.RUNNING) {
                ended.complete(new Outcome.Failed("it is not running"));
                return;
            }
            guest.plan++;
            guest.awaits(ended);
            record(incarnation, guest, guest.assignment, GroundTruth.Kind.STOPPED, Sight.STOPPED);
        });
    }

    /** The history is closed; what runs keeps running, for whoever opens it next. */
    public CompletionStage<Void> close() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        turn.execute(() -> {
            shut = true;
            guests.values().forEach(guest -> guest.plan++);
            truth.close().whenComplete((_, _) -> closed.complete(null));
        });
        return closed;
    }

    private CompletionStage<Outcome> onTurn(Incarnation incarnation, Consumer<CompletableFuture<Outcome>> task) {
        CompletableFuture<Outcome> ended = new CompletableFuture<>();
        turn.execute(() -> whenWritten(incarnation, () -> task.accept(ended)));
        return ended;
    }

    private void whenWritten(Incarnation incarnation, Runnable task) {
        Guest guest = guests.get(incarnation);
        if (guest != null && guest.writing) {
            guest.defer(() -> whenWritten(incarnation, task));
        } else {
            task.run();
        }
    }

    private void begin(Incarnation incarnation, Guest guest, Sight power, CompletableFuture<Outcome> ended) {
        guest.plan++;
        guest.awaits(ended);
        if (power != guest.power || power == Sight.CREATING) {
            guest.power = power;
            observer.accept(new Sighting(incarnation, power));
        }
    }

    /** It happens now: it is true when it is on the disk. */
    private void record(Incarnation incarnation, Guest guest, long assignment, GroundTruth.Kind kind, Sight power) {
        record(incarnation, guest, assignment, kind, power, Optional.empty());
    }

    /** @param at when it happened, if that was not now */
    private void record(
            Incarnation incarnation,
            Guest guest,
            long assignment,
            GroundTruth.Kind kind,
            Sight power,
            Optional<Instant> at) {
        guest.writing = true;
        guest.assignment = assignment;
        at.map(when -> truth.append(when, incarnation, guest.instance, assignment, kind, guest.size, guest.onSilence))
                .orElseGet(
                        () -> truth.append(incarnation, guest.instance, assignment, kind, guest.size, guest.onSilence))
                .whenCompleteAsync(
                        (_, failure) -> {
                            guest.writing = false;
                            if (failure != null) {
                                guest.finish(new Outcome.Failed("the ground truth cannot be written: " + failure));
                            } else {
                                written(incarnation, guest, power);
                            }
                            guest.runDeferred();
                        },
                        turn);
    }

    private void written(Incarnation incarnation, Guest guest, Sight power) {
        if (power == Sight.GONE) {
            guests.remove(incarnation, guest);
        }
        end(incarnation, guest, power, new Outcome.Done());
    }

    private void end(Incarnation incarnation, Guest guest, Sight power, Outcome outcome) {
        guest.power = power;
        observer.accept(sighting(incarnation, guest));
        guest.finish(outcome);
    }

    private static Sighting sighting(Incarnation incarnation, Guest guest) {
        return new Sighting(incarnation, guest.power, guest.fenced && guest.power == Sight.STOPPED);
    }

    private void after(Guest guest, Duration delay, Runnable task) {
        afterExactly(guest, scaled(delay), task);
    }

    private void afterExactly(Guest guest, Duration delay, Runnable task) {
        int plan = guest.plan;
        var _ = scheduler.schedule(
                () -> turn.execute(() -> {
                    if (guest.plan == plan) {
                        task.run();
                    }
                }),
                delay.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    private Duration scaled(Duration duration) {
        return Duration.ofNanos((long) (duration.toNanos() * settings.timeScale()));
    }

    private Optional<String> failure(Incarnation incarnation, Guest guest, String key, SplittableRandom random) {
        return failures.attempt(incarnation.uid(), key, guest.metadata)
                .or(() -> random.nextDouble() < settings.failureProbability()
                        ? Optional.of("simulated failure, as likely as " + settings.failureProbability())
                        : Optional.empty());
    }

    private SplittableRandom random(Incarnation incarnation, String what, long assignment) {
        long mixed = settings.seed();
        for (long part : new long[] {
            host.hashCode(),
            incarnation.uid().value().hashCode(),
            incarnation.epoch().value(),
            what.hashCode(),
            assignment
        }) {
            mixed = (mixed ^ part) * 0x9E3779B97F4A7C15L;
            mixed ^= mixed >>> 32;
        }
        return new SplittableRandom(mixed);
    }
}
