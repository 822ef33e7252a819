package dev.holdfast.agent;

import dev.holdfast.core.host.Resident.Sight;
import dev.holdfast.core.host.Wanted;
import dev.holdfast.core.host.Workload;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.Uid;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One instance on one host, in all its epochs: what was assigned, what is seen, and so what is to be done next. It
 * decides and does nothing itself. Its rules, in order: what is barred goes, older epochs before newer ones begin, one
 * order to the driver at a time, and nothing that is not on the disk.
 */
final class Tenancy {
    /** What a report says of one incarnation. */
    record View(long assignment, Sight power, Optional<String> failure) {}

    /** What to do with an assignment that arrives. */
    enum Verdict {
        /** Write it down, then acknowledge it and act. */
        TAKE_UP,
        /** It is on its way to the disk and will be acknowledged from there. */
        PENDING,
        /** It is on the disk: acknowledge it again. */
        AGAIN,
        /** A higher number was taken up: ignore it. */
        REFUSE
    }

    /** One epoch. */
    private static final class Holding {
        /** The highest number that was accepted, on the disk or on its way there. */
        private long accepted;

        private Optional<TakenUp> current = Optional.empty();
        private boolean finishing;
        /** Why a removal has failed so far; it is tried again for ever. */
        private Optional<String> trouble = Optional.empty();

        private Optional<TakenUp> settled() {
            return current.filter(each -> each.number() == accepted);
        }
    }

    /** What the driver was told and has not answered. */
    private record Running(long id, Step.Order order) {}

    private final Uid uid;
    private final SortedMap<Epoch, Holding> holdings = new TreeMap<>();
    private final SortedMap<Epoch, Sight> seen = new TreeMap<>();
    /** Killed because the host's lease had ended. */
    private final SortedSet<Epoch> fenced = new TreeSet<>();

    private Epoch barredUpTo = Epoch.NONE;
    private Instant touchedAt = Instant.MIN;
    private Optional<Running> running = Optional.empty();
    private boolean resting;

    Tenancy(Uid uid) {
        this.uid = uid;
    }

    Verdict judge(Epoch epoch, long number) {
        Holding holding = holding(epoch);
        if (number < holding.accepted) {
            return Verdict.REFUSE;
        }
        if (number == holding.accepted) {
            return holding.settled().isPresent() ? Verdict.AGAIN : Verdict.PENDING;
        }
        return Verdict.TAKE_UP;
    }

    /** It is on its way to the disk: what was assigned before is not begun any more. */
    void accept(Epoch epoch, long number) {
        holding(epoch).accepted = number;
    }

    /** It is on the disk. */
    void takeUp(TakenUp assignment) {
        Holding holding = holding(assignment.incarnation().epoch());
        holding.accepted = Math.max(holding.accepted, assignment.number());
        holding.current = Optional.of(assignment);
        holding.finishing = false;
        holding.trouble = Optional.empty();
        Epoch epoch = assignment.incarnation().epoch();
        bar(assignment.wanted() == Wanted.GONE ? epoch : new Epoch(epoch.value() - 1), assignment.at());
    }

    /** Nothing up to this epoch may ever be started here again. */
    void bar(Epoch upTo, Instant at) {
        barredUpTo = Epoch.later(barredUpTo, upTo);
        touchedAt = at.isAfter(touchedAt) ? at : touchedAt;
    }

    void finished(Epoch epoch, long number, Optional<String> failure) {
        Holding holding = holding(epoch);
        if (holding.current.filter(each -> each.number() == number).isPresent()) {
            holding.current = holding.current.map(each -> each.finished(failure));
            holding.finishing = false;
        }
    }

    void see(Epoch epoch, Sight power) {
        if (power == Sight.GONE) {
            seen.remove(epoch);
            fenced.remove(epoch);
        } else {
            seen.put(epoch, power);
        }
    }

    /**
     * It was killed because the host's lease had ended; it is to be barred, and then it goes.
     *
     * @return whether that is news
     */
    boolean fence(Epoch epoch) {
        return fenced.add(epoch) && epoch.isAfter(barredUpTo);
    }

    /** What to do now. An order must be followed by {@link #ordered}, a finish by {@link #finishing}. */
    Step next() {
        if (running.isPresent()) {
            return hurry(running.get().order());
        }
        for (Epoch epoch : seen.keySet()) {
            if (!epoch.isAfter(barredUpTo)) {
                return resting ? new Step.Wait() : new Step.Remove(incarnation(epoch), number(epoch));
            }
        }
        for (Holding holding : holdings.values()) {
            Optional<Step> step = holding.finishing
                    ? Optional.empty()
                    : holding.settled()
                            .filter(each -> !each.done() && !isAboutToBeBarred(each))
                            .flatMap(this::towards);
            if (step.isPresent()) {
                return step.get();
            }
        }
        return new Step.Wait();
    }

    private boolean isAboutToBeBarred(TakenUp assignment) {
        Epoch epoch = assignment.incarnation().epoch();
        return fenced.contains(epoch) && epoch.isAfter(barredUpTo);
    }

    /** A stop that waits for its guest gives way to one that may not. */
    private Step hurry(Step.Order order) {
        if (order instanceof Step.Stop(Incarnation incarnation, long _, Duration grace) && grace.isPositive()) {
            boolean forced = holding(incarnation.epoch())
                    .settled()
                    .filter(each -> each.wanted() == Wanted.STOPPED && each.force())
                    .isPresent();
            if (forced || !incarnation.epoch().isAfter(barredUpTo)) {
                return new Step.Stop(incarnation, number(incarnation.epoch()), Duration.ZERO);
            }
        }
        return new Step.Wait();
    }

    private Optional<Step> towards(TakenUp assignment) {
        Incarnation incarnation = assignment.incarnation();
        Sight sight = sight(incarnation.epoch());
        if (assignment.wanted() != Wanted.GONE && !incarnation.epoch().isAfter(barredUpTo)) {
            return Optional.of(new Step.Finish(assignment, Optional.of(barredBecause(incarnation.epoch()))));
        }
        return switch (assignment.wanted()) {
            case GONE -> Optional.of(done(assignment));
            case RUNNING ->
                switch (sight) {
                    case GONE -> Optional.of(create(assignment));
                    case STOPPED -> Optional.of(start(assignment));
                    case RUNNING -> Optional.of(done(assignment));
                    case CREATING, STARTING, STOPPING -> Optional.empty();
                };
            case STOPPED ->
                switch (sight) {
                    case GONE, STOPPED -> Optional.of(done(assignment));
                    case RUNNING, STARTING ->
                        Optional.of(new Step.Stop(incarnation, assignment.number(), grace(assignment)));
                    case CREATING, STOPPING -> Optional.empty();
                };
        };
    }

    private static Step done(TakenUp assignment) {
        return new Step.Finish(assignment, Optional.empty());
    }

    private static Step create(TakenUp assignment) {
        return assignment
                .workload()
                .<Step>map(workload ->
                        new Step.Create(assignment.incarnation(), assignment.number(), assignment.instance(), workload))
                .orElseGet(() -> nothingToRun(assignment));
    }

    private static Step start(TakenUp assignment) {
        return assignment
                .workload()
                .<Step>map(workload -> new Step.Start(assignment.incarnation(), assignment.number(), workload))
                .orElseGet(() -> nothingToRun(assignment));
    }

    private static Step nothingToRun(TakenUp assignment) {
        return new Step.Finish(assignment, Optional.of("the assignment has no workload"));
    }

    private static Duration grace(TakenUp assignment) {
        return assignment.force()
                ? Duration.ZERO
                : assignment.workload().map(Workload::stopGrace).orElse(Duration.ZERO);
    }

    private String barredBecause(Epoch epoch) {
        return "epoch " + epoch + " is never started here again: epochs up to " + barredUpTo
                + " have left, were replaced, or were killed when the host's lease ended";
    }

    void ordered(long id, Step.Order order) {
        running = Optional.of(new Running(id, order));
    }

    void finishing(Epoch epoch) {
        holding(epoch).finishing = true;
    }

    boolean isRunning(long id) {
        return running.filter(each -> each.id() == id).isPresent();
    }

    /**
     * The driver has answered.
     *
     * @return what is to be done at once, if the answer ends an assignment
     */
    Optional<Step.Finish> ended(Outcome outcome) {
        Step.Order order = running.orElseThrow().order();
        running = Optional.empty();
        Optional<TakenUp> assignment = holding(order.incarnation().epoch())
                .settled()
                .filter(each -> each.number() == order.number() && !each.done());
        return switch (order) {
            case Step.Create _ -> created(order, outcome, assignment.filter(each -> each.wanted() == Wanted.RUNNING));
            case Step.Start _ -> ended(outcome, assignment.filter(each -> each.wanted() == Wanted.RUNNING));
            case Step.Stop _ -> ended(outcome, assignment.filter(each -> each.wanted() == Wanted.STOPPED));
            case Step.Remove _ -> removed(order, outcome);
        };
    }

    private static Optional<Step.Finish> ended(Outcome outcome, Optional<TakenUp> assignment) {
        return assignment.map(each -> new Step.Finish(each, failure(outcome)));
    }

    private Optional<Step.Finish> created(Step.Order order, Outcome outcome, Optional<TakenUp> assignment) {
        Optional<String> failure = failure(outcome)
                .or(() -> sight(order.incarnation().epoch()) == Sight.GONE
                        ? Optional.of("the driver has created it, and nothing is there")
                        : Optional.empty());
        return failure.isEmpty() ? Optional.empty() : assignment.map(each -> new Step.Finish(each, failure));
    }

    /** A removal that failed is never the end of it. */
    private Optional<Step.Finish> removed(Step.Order order, Outcome outcome) {
        Epoch epoch = order.incarnation().epoch();
        resting = sight(epoch) != Sight.GONE;
        holding(epoch).trouble = resting
                ? failure(outcome).or(() -> Optional.of("the driver has removed it, and it is still there"))
                : Optional.empty();
        return Optional.empty();
    }

    private static Optional<String> failure(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done _ -> Optional.empty();
            case Outcome.Failed(String reason) -> Optional.of(reason);
        };
    }

    /** Whether a removal has failed and waits for its next try. */
    boolean resting() {
        return resting;
    }

    void rested() {
        resting = false;
    }

    /**
     * What a report says. What an unfinished assignment leads through is on its way: a start that has not begun is not
     * something that has stopped.
     */
    View view(Epoch epoch) {
        Holding holding = holding(epoch);
        long number = number(epoch);
        Optional<String> failure = holding.current.flatMap(TakenUp::failure).or(() -> holding.trouble);
        return new View(number, power(epoch, holding), failure);
    }

    private Sight power(Epoch epoch, Holding holding) {
        Sight sight = sight(epoch);
        if (fenced.contains(epoch) && sight == Sight.STOPPED) {
            // It is on its way out, and is nothing that could be started again.
            return Sight.STOPPING;
        }
        boolean creating = running.map(Running::order)
                .filter(order -> order instanceof Step.Create
                        && order.incarnation().epoch().equals(epoch))
                .isPresent();
        if (creating && sight == Sight.GONE) {
            return Sight.CREATING;
        }
        boolean starting = epoch.isAfter(barredUpTo)
                && holding.current.filter(TakenUp::starting).isPresent();
        if (!starting) {
            return sight;
        }
        return switch (sight) {
            case GONE, CREATING -> Sight.CREATING;
            case STOPPED, STOPPING, STARTING -> Sight.STARTING;
            case RUNNING -> Sight.RUNNING;
        };
    }

    /** Whether the last assignment of an epoch is on the disk and nothing is left to do for it. */
    boolean isDone(Epoch epoch) {
        return holding(epoch).settled().filter(TakenUp::done).isPresent();
    }

    /** Whether an assignment is on the disk and not yet carried out. */
    boolean isUnderWay(Epoch epoch) {
        return holding(epoch).current.filter(each -> !each.done()).isPresent();
    }

    /** Epochs of which something is there, or about to be. */
    List<Epoch> present() {
        List<Epoch> present = new ArrayList<>();
        SortedMap<Epoch, Boolean> all = new TreeMap<>();
        holdings.keySet().forEach(epoch -> all.put(epoch, true));
        seen.keySet().forEach(epoch -> all.put(epoch, true));
        for (Epoch epoch : all.keySet()) {
            if (view(epoch).power() != Sight.GONE) {
                present.add(epoch);
            }
        }
        return present;
    }

    /** Everything that must outlive the process; nothing may be on its way to the disk. */
    List<JournalLine> lines() {
        List<JournalLine> lines = new ArrayList<>();
        if (barredUpTo.isAfter(Epoch.NONE)) {
            lines.add(new JournalLine.Barred(uid.value(), barredUpTo.value(), touchedAt));
        }
        for (Holding holding : holdings.values()) {
            holding.current.ifPresent(each -> {
                lines.add(each.line());
                if (each.done()) {
                    lines.add(new JournalLine.Finished(
                            uid.value(), each.incarnation().epoch().value(), each.number(), each.failure()));
                }
            });
        }
        return lines;
    }

    /** Whether all of it is gone, and has been for so long that nothing that could start it is still valid. */
    boolean forgettable(Instant goneBefore) {
        return seen.isEmpty()
                && running.isEmpty()
                && touchedAt.isBefore(goneBefore)
                && holdings.values().stream()
                        .allMatch(holding -> holding.accepted == 0
                                || holding.settled()
                                        .filter(each -> each.done() && each.wanted() == Wanted.GONE)
                                        .isPresent());
    }

    private Holding holding(Epoch epoch) {
        return holdings.computeIfAbsent(epoch, _ -> new Holding());
    }

    private long number(Epoch epoch) {
        return holding(epoch).current.map(TakenUp::number).orElse(0L);
    }

    private Sight sight(Epoch epoch) {
        return seen.getOrDefault(epoch, Sight.GONE);
    }

    private Incarnation incarnation(Epoch epoch) {
        return new Incarnation(uid, epoch);
    }
}
