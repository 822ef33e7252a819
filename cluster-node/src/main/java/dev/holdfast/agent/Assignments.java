package dev.holdfast.agent;

import dev.holdfast.core.host.Resident.Sight;
import dev.holdfast.core.host.Wanted;
import dev.holdfast.core.host.Workload;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.Uid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that was ever assigned to this host and is not forgotten, and carrying it out: written down first, then
 * acknowledged, then ordered from the driver, then written down as done, then reported. All of it happens on the
 * agent's turn.
 */
final class Assignments {
    private static final Logger LOG = LoggerFactory.getLogger(Assignments.class);
    private static final BackOff REMOVALS = new BackOff(Duration.ofMillis(500), Duration.ofSeconds(30));
    private static final Duration FORGET_EVERY = Duration.ofMinutes(10);

    /** How something is put off. */
    interface Delay {
        void after(Duration time, Runnable what);
    }

    /** Whether something may run; whoever opens it says {@link #goOn}. */
    interface Gate {
        boolean mayBegin(Incarnation incarnation, Workload workload);
    }

    /** What others should know. */
    interface Listener {
        /** It is on the disk. */
        void onDisk(TakenUp assignment);

        /** What is seen of this may have changed. */
        void changed(Incarnation incarnation);

        /** Somebody wants to hear of this even if nothing has changed. */
        void asked(Incarnation incarnation);

        /** The disk fails; nothing can be promised any more. */
        void broken(Throwable why);
    }

    private final AgentSettings settings;
    private final Ledger journal;
    private final Driver driver;
    private final Delay delay;
    private final RandomGenerator random;
    private final Executor turn;
    private final InstantSource clock;
    private final Gate gate;
    private final Listener listener;
    private final SortedMap<Uid, Tenancy> tenancies;
    private long orders;
    private int removalFailures;
    private Instant forgotAt;
    private boolean resumed;
    private boolean stopped;

    Assignments(
            AgentSettings settings,
            Ledger journal,
            Driver driver,
            Delay delay,
            RandomGenerator random,
            Executor turn,
            InstantSource clock,
            Gate gate,
            Listener listener) {
        this.settings = settings;
        this.journal = journal;
        this.driver = driver;
        this.delay = delay;
        this.random = random;
        this.turn = turn;
        this.clock = clock;
        this.gate = gate;
        this.listener = listener;
        this.tenancies = journal.restored();
        this.forgotAt = clock.instant();
    }

    /** Goes on with what was unfinished, from what the driver sees. */
    void resume(List<Sighting> inventory) {
        inventory.forEach(this::see);
        resumed = true;
        goOn();
    }

    /** What waited may begin now, perhaps. */
    void goOn() {
        List.copyOf(tenancies.values()).forEach(this::advance);
    }

    private Tenancy see(Sighting sighting) {
        Epoch epoch = sighting.incarnation().epoch();
        Tenancy tenancy = tenancy(sighting.incarnation().uid());
        tenancy.see(epoch, sighting.power());
        if (sighting.fenced() && tenancy.fence(epoch)) {
            Instant now = clock.instant();
            write(new JournalLine.Barred(sighting.incarnation().uid().value(), epoch.value(), now), () -> {
                tenancy.bar(epoch, now);
                advance(tenancy);
            });
        }
        return tenancy;
    }

    /** Nothing is begun any more. */
    void stop() {
        stopped = true;
    }

    /** What is there or about to be, as reports would say it. */
    SortedMap<Incarnation, Tenancy.View> inventory() {
        SortedMap<Incarnation, Tenancy.View> inventory = new TreeMap<>();
        tenancies.forEach((uid, tenancy) ->
                tenancy.present().forEach(epoch -> inventory.put(new Incarnation(uid, epoch), tenancy.view(epoch))));
        return inventory;
    }

    Tenancy.View view(Incarnation incarnation) {
        Tenancy tenancy = tenancies.get(incarnation.uid());
        return tenancy == null ? new Tenancy.View(0, Sight.GONE, Optional.empty()) : tenancy.view(incarnation.epoch());
    }

    /** An assignment or a dismissal has arrived. */
    void assign(TakenUp assignment) {
        Incarnation incarnation = assignment.incarnation();
        Tenancy tenancy = tenancy(incarnation.uid());
        switch (tenancy.judge(incarnation.epoch(), assignment.number())) {
            case TAKE_UP -> {
                tenancy.accept(incarnation.epoch(), assignment.number());
                write(assignment.line(), () -> takenUp(tenancy, assignment));
            }
            case PENDING -> {}
            case AGAIN -> {
                listener.onDisk(assignment);
                if (tenancy.isDone(incarnation.epoch())) {
                    listener.changed(incarnation);
                } else {
                    // It may have waited to be wanted again.
                    advance(tenancy);
                }
            }
            case REFUSE ->
                LOG.atDebug()
                        .addKeyValue("host", settings.host())
                        .addKeyValue("incarnation", incarnation)
                        .addKeyValue("number", assignment.number())
                        .log("refused an assignment: a later one was taken up");
        }
    }

    private void takenUp(Tenancy tenancy, TakenUp assignment) {
        tenancy.takeUp(assignment);
        listener.onDisk(assignment);
        advance(tenancy);
    }

    /** The driver has seen something, ordered or not. */
    void seen(Sighting sighting) {
        Incarnation incarnation = sighting.incarnation();
        Tenancy tenancy = see(sighting);
        advance(tenancy);
        if (!isPassing(tenancy, incarnation.epoch())) {
            listener.changed(incarnation);
        }
    }

    /**
     * What an unfinished assignment leads through is news to nobody, and its end is reported when it is on the disk;
     * but that creation is over is worth telling.
     */
    private static boolean isPassing(Tenancy tenancy, Epoch epoch) {
        return tenancy.isUnderWay(epoch) && tenancy.view(epoch).power() != Sight.STARTING;
    }

    private void advance(Tenancy tenancy) {
        while (resumed && !stopped) {
            switch (tenancy.next()) {
                case Step.Wait _ -> {
                    return;
                }
                case Step.Start(Incarnation incarnation, long _, Workload workload)
                when !gate.mayBegin(incarnation, workload) -> {
                    return;
                }
                case Step.Order order -> {
                    carryOut(tenancy, order);
                    return;
                }
                case Step.Finish(TakenUp assignment, Optional<String> failure) -> finish(tenancy, assignment, failure);
            }
        }
    }

    private void carryOut(Tenancy tenancy, Step.Order order) {
        long id = ++orders;
        tenancy.ordered(id, order);
        tell(order)
                .whenCompleteAsync(
                        (outcome, failure) -> {
                            if (tenancy.isRunning(id)) {
                                ended(
                                        tenancy,
                                        order,
                                        failure == null ? outcome : new Outcome.Failed("the driver: " + failure));
                            }
                        },
                        turn);
    }

    private CompletionStage<Outcome> tell(Step.Order order) {
        try {
            return told(order);
        } catch (RuntimeException bug) {
            return CompletableFuture.failedStage(bug);
        }
    }

    private CompletionStage<Outcome> told(Step.Order order) {
        return switch (order) {
            case Step.Create create ->
                driver.create(create.incarnation(), create.instance(), create.number(), create.workload());
            case Step.Start start -> driver.start(start.incarnation(), start.number(), start.workload());
            case Step.Stop stop -> driver.stop(stop.incarnation(), stop.number(), stop.grace());
            case Step.Remove remove -> driver.remove(remove.incarnation(), remove.number());
        };
    }

    private void ended(Tenancy tenancy, Step.Order order, Outcome outcome) {
        tenancy.ended(outcome).ifPresent(finish -> finish(tenancy, finish.assignment(), finish.failure()));
        if (tenancy.resting()) {
            restBeforeNextRemoval(tenancy);
            listener.changed(order.incarnation());
        } else if (order instanceof Step.Remove) {
            removalFailures = 0;
        }
        advance(tenancy);
    }

    private void restBeforeNextRemoval(Tenancy tenancy) {
        removalFailures++;
        Duration pause = REMOVALS.delay(removalFailures, random);
        later(pause, () -> {
            tenancy.rested();
            advance(tenancy);
        });
    }

    private void finish(Tenancy tenancy, TakenUp assignment, Optional<String> failure) {
        Incarnation incarnation = assignment.incarnation();
        Epoch epoch = incarnation.epoch();
        tenancy.finishing(epoch);
        JournalLine line =
                new JournalLine.Finished(incarnation.uid().value(), epoch.value(), assignment.number(), failure);
        write(line, () -> {
            tenancy.finished(epoch, assignment.number(), failure);
            if (assignment.wanted() == Wanted.GONE || failure.isPresent()) {
                listener.asked(incarnation);
            } else {
                listener.changed(incarnation);
            }
            advance(tenancy);
        });
    }

    private void write(JournalLine line, Runnable then) {
        journal.append(line)
                .whenCompleteAsync(
                        (_, failure) -> {
                            journal.settled();
                            if (failure != null) {
                                stopped = true;
                                listener.broken(failure);
                            } else {
                                then.run();
                                tidy();
                            }
                        },
                        turn);
    }

    /** Forgets what is gone for long, and writes the journal anew when most of it counts no longer. */
    private void tidy() {
        Instant now = clock.instant();
        if (now.isAfter(forgotAt.plus(FORGET_EVERY))) {
            forgotAt = now;
            tenancies.values().removeIf(tenancy -> tenancy.forgettable(now.minus(settings.remember())));
        }
        if (stopped || !journal.isDueForRewrite(tenancies.size())) {
            return;
        }
        journal.rewrite(tenancies.values())
                .whenCompleteAsync(
                        (_, failure) -> {
                            if (failure != null) {
                                stopped = true;
                                listener.broken(failure);
                            }
                        },
                        turn);
    }

    private void later(Duration time, Runnable task) {
        delay.after(time, () -> turn.execute(task));
    }

    private Tenancy tenancy(Uid uid) {
        return tenancies.computeIfAbsent(uid, Tenancy::new);
    }
}
