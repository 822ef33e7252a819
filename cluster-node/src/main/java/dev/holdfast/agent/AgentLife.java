package dev.holdfast.agent;

import dev.holdfast.core.host.Order;
import dev.holdfast.core.host.Resident;
import dev.holdfast.core.host.Wanted;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.Uid;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/**
 * One life of an agent without threads, files or a wire, for a world that has its own: the same {@link Assignments} as
 * an {@link Agent} runs. Everything is called on one thread.
 */
public final class AgentLife {
    private static final int COUNTER_BITS = 32;

    /** A disk that outlives the agent. What it holds are opaque lines. */
    public interface Disk {
        /** Everything that is on it, in order. */
        List<Object> lines();

        /** Adds a line; completes when it is there for good, fails when it cannot be. */
        CompletionStage<Void> append(Object line);

        /** The same in place of all lines. */
        CompletionStage<Void> replace(List<Object> lines);
    }

    /** Whoever carries what the agent says to the cluster. */
    public interface Session {
        void acknowledge(Incarnation incarnation, long number);

        void report(Resident resident);
    }

    private final Driver driver;
    private final InstantSource clock;
    private final Kept kept;
    private final Assignments assignments;
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final SortedMap<Incarnation, Tenancy.View> said = new TreeMap<>();
    private Optional<Session> session = Optional.empty();
    private boolean running;
    private boolean ready;
    private boolean ended;
    private long reports;

    /**
     * Begins a life from what is on the disk; nothing is said or done before {@link #isReady}.
     *
     * @param delay runs something later, in this life or after it
     */
    public AgentLife(
            String host,
            Disk disk,
            Driver driver,
            BiConsumer<Duration, Runnable> delay,
            RandomGenerator random,
            InstantSource clock) {
        this.driver = driver;
        this.clock = clock;
        this.kept = new Kept(disk);
        this.assignments = new Assignments(
                AgentSettings.of(host, "simulated", Path.of("nowhere")),
                kept,
                driver,
                delay::accept,
                random,
                this::turn,
                clock,
                // Whoever plays the driver plays the lease, too.
                (_, _) -> true,
                new FromAssignments());
        driver.observe(sighting -> turn(() -> assignments.seen(sighting)));
        kept.rewrite(kept.restored().values())
                .whenComplete((_, failed) -> turn(() -> {
                    if (failed == null) {
                        takeInventory();
                    }
                }));
    }

    private void takeInventory() {
        driver.inventory()
                .whenComplete((inventory, failed) -> turn(() -> {
                    if (failed == null) {
                        assignments.resume(inventory);
                        ready = true;
                    }
                }));
    }

    /** Whether it may say hello. */
    public boolean isReady() {
        return ready && !ended;
    }

    public long life() {
        return kept.life();
    }

    /** A session begins with everything that is here. */
    public List<Resident> hello(Session with) {
        session = Optional.of(with);
        said.clear();
        List<Resident> inventory = new ArrayList<>();
        assignments.inventory().forEach((incarnation, view) -> {
            said.put(incarnation, view);
            inventory.add(resident(incarnation, view));
        });
        return inventory;
    }

    /** The session is over. */
    public void disconnected() {
        session = Optional.empty();
    }

    public void assign(String instance, Uid uid, Epoch epoch, Order order) {
        turn(() -> assignments.assign(new TakenUp(
                new Incarnation(uid, epoch),
                order.number(),
                order.wanted(),
                order.force(),
                instance,
                order.wanted() == Wanted.GONE ? Optional.empty() : Optional.of(order.workload()),
                clock.instant(),
                false,
                Optional.empty())));
    }

    public void dismiss(Uid uid, Epoch epoch, long number) {
        turn(() -> assignments.assign(new TakenUp(
                new Incarnation(uid, epoch),
                number,
                Wanted.GONE,
                true,
                "",
                Optional.empty(),
                clock.instant(),
                false,
                Optional.empty())));
    }

    public void ask(Uid uid, Epoch epoch) {
        turn(() -> report(new Incarnation(uid, epoch)));
    }

    /** It does and says nothing any more. */
    public void end() {
        ended = true;
        session = Optional.empty();
        assignments.stop();
        tasks.clear();
    }

    private void turn(Runnable task) {
        if (ended) {
            return;
        }
        tasks.add(task);
        if (running) {
            return;
        }
        running = true;
        while (!tasks.isEmpty()) {
            tasks.removeFirst().run();
        }
        running = false;
    }

    private void report(Incarnation incarnation) {
        session.ifPresent(to -> {
            Tenancy.View view = assignments.view(incarnation);
            said.put(incarnation, view);
            to.report(resident(incarnation, view));
        });
    }

    private Resident resident(Incarnation incarnation, Tenancy.View view) {
        reports++;
        return new Resident(
                incarnation.uid(),
                incarnation.epoch(),
                view.assignment(),
                (kept.life() << COUNTER_BITS) | reports,
                view.power(),
                view.failure());
    }

    private final class FromAssignments implements Assignments.Listener {
        @Override
        public void onDisk(TakenUp assignment) {
            if (!assignment.instance().isEmpty()) {
                session.ifPresent(to -> to.acknowledge(assignment.incarnation(), assignment.number()));
            }
        }

        @Override
        public void changed(Incarnation incarnation) {
            if (!assignments.view(incarnation).equals(said.get(incarnation))) {
                report(incarnation);
            }
        }

        @Override
        public void asked(Incarnation incarnation) {
            report(incarnation);
        }

        @Override
        public void broken(Throwable why) {
            end();
        }
    }

    private static final class Kept implements Ledger {
        private static final int LINES_AT_LEAST = 64;

        private final Disk disk;
        private final long life;
        private final SortedMap<Uid, Tenancy> restored;
        private int lines;
        private int pending;

        private Kept(Disk disk) {
            this.disk = disk;
            List<JournalLine> before = new ArrayList<>();
            for (Object line : disk.lines()) {
                before.add((JournalLine) line);
            }
            this.life = AgentJournal.lastLife(before) + 1;
            this.restored = AgentJournal.restore(before);
        }

        @Override
        public long life() {
            return life;
        }

        @Override
        public SortedMap<Uid, Tenancy> restored() {
            return restored;
        }

        @Override
        public CompletionStage<Void> append(JournalLine line) {
            lines++;
            pending++;
            return disk.append(line);
        }

        @Override
        public void settled() {
            pending--;
        }

        @Override
        public boolean isDueForRewrite(int tenancies) {
            return pending == 0 && lines > LINES_AT_LEAST && lines > 4 * tenancies;
        }

        @Override
        public CompletionStage<Void> rewrite(Collection<Tenancy> tenancies) {
            List<JournalLine> all = AgentJournal.content(life, tenancies);
            lines = all.size();
            return disk.replace(List.copyOf(all));
        }
    }
}
