package dev.holdfast.agent;

import dev.holdfast.core.host.LeaseTerms;
import dev.holdfast.core.host.Wanted;
import dev.holdfast.v1.AgentHello;
import dev.holdfast.v1.AgentWelcome;
import dev.holdfast.v1.Assignment;
import dev.holdfast.v1.Dismissal;
import dev.holdfast.v1.Resident;
import dev.holdfast.v1.ResidentQuestion;
import dev.holdfast.v1.SessionRequest;
import dev.holdfast.v1.SessionResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent of one host. It carries out what the cluster assigns, in numbers that only grow and never without having
 * written them down; says what it sees; and goes on alone when no node answers. It never decides by itself that
 * something should run or should not.
 *
 * <p>It is a state machine on a {@link SerialExecutor} and has no thread of its own.
 */
public final class Agent {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    private static final int COUNTER_BITS = 32;

    private final AgentSettings settings;
    private final Driver driver;
    private final AgentListener listener;
    private final SerialExecutor turn;
    private final AgentJournal journal;
    private final Assignments assignments;
    private final Connection connection;
    private final Outbox outbox;
    private final AgentLease lease;
    private final InstantSource clock;
    private Optional<Future<?>> renewals = Optional.empty();
    private long reports;
    /** Whether the node of this session grants leases. */
    private boolean granting;

    private boolean connectWanted;
    private boolean inventoryTaken;
    private boolean closed;

    private Agent(
            AgentSettings settings,
            Driver driver,
            AgentJournal journal,
            List<ManagedChannel> nodes,
            ScheduledExecutorService scheduler,
            InstantSource clock,
            AgentListener listener) {
        this.settings = settings;
        this.driver = driver;
        this.listener = listener;
        this.journal = journal;
        this.clock = clock;
        this.turn = new SerialExecutor(scheduler);
        this.lease = new AgentLease(journal.life(), driver.fence());
        this.assignments = new Assignments(
                settings,
                journal,
                driver,
                (time, what) -> {
                    var _ = scheduler.schedule(what, time.toNanos(), TimeUnit.NANOSECONDS);
                },
                // Confined to the agent's turn, and as unpredictable as any other.
                new SplittableRandom(),
                turn,
                clock,
                lease,
                new FromAssignments());
        this.connection = new Connection(settings, nodes, scheduler, turn, new FromConnection());
        this.outbox = new Outbox(connection, this::resident);
    }

    /**
     * Opens the agent's journal, takes the driver's inventory and goes on with what was unfinished; it says nothing to
     * the cluster before {@link #connect}. Blocks until a new life is on the disk.
     *
     * @param nodes a channel to each node that it may go to, one at least; shared with other agents and not closed here
     * @param writer shared with other agents; must outlive this one
     * @param scheduler the threads that run it; shared with other agents
     * @throws IOException when the journal cannot be read or written, or another agent works in its directory
     */
    public static Agent open(
            AgentSettings settings,
            Driver driver,
            List<ManagedChannel> nodes,
            SyncedWriter writer,
            ScheduledExecutorService scheduler,
            InstantSource clock,
            AgentListener listener)
            throws IOException {
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("nodes must name one node at least");
        }
        AgentJournal journal = AgentJournal.open(settings, writer, clock);
        Agent agent = new Agent(settings, driver, journal, nodes, scheduler, clock, listener);
        driver.observe(sighting -> agent.turn.execute(() -> agent.seen(sighting)));
        agent.turn.execute(() -> agent.keepRenewing(scheduler));
        agent.turn.execute(agent::takeInventory);
        return agent;
    }

    /** Keeps a session with the cluster from now on. */
    public void connect() {
        turn.execute(() -> {
            connectWanted = true;
            connectIfReady();
        });
    }

    /** How often an agent was started on this host, this time included. */
    public long life() {
        return journal.life();
    }

    /**
     * Ends the session and acts no more. What the driver was told to do goes on without it, and what runs keeps
     * running. Completes when another agent may work in the directory.
     */
    public CompletionStage<Void> close() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        turn.execute(() -> {
            stop();
            journal.close().whenComplete((_, _) -> done.complete(null));
        });
        return done;
    }

    private void stop() {
        closed = true;
        renewals.ifPresent(each -> each.cancel(false));
        assignments.stop();
        connection.close();
    }

    private void keepRenewing(ScheduledExecutorService scheduler) {
        long every = LeaseTerms.RENEW_EVERY.toNanos();
        renewals = Optional.of(scheduler.scheduleWithFixedDelay(
                () -> turn.execute(() -> {
                    if (!endIfLeaseIsOver()) {
                        renew();
                    }
                }),
                every,
                every,
                TimeUnit.NANOSECONDS));
    }

    /** The lease counts from now, so it is said at once or not at all. */
    private void renew() {
        if (!closed && granting && connection.isWritable()) {
            connection.say(AgentWire.renewal(lease.renewal()));
        }
    }

    private void granted(dev.holdfast.v1.LeaseGrant grant) {
        lease.granted(AgentWire.grant(grant))
                .whenCompleteAsync(
                        (_, failure) -> {
                            if (failure == null) {
                                assignments.goOn();
                            } else {
                                LOG.atWarn()
                                        .addKeyValue("host", settings.host())
                                        .setCause(failure)
                                        .log("the host's lease could not be written; what is under it is killed when it"
                                                + " ends");
                            }
                        },
                        turn);
    }

    /**
     * What was said before the lease ended counts no more, also what a process that stood still has not heard yet: this
     * session is over, and the next one begins with all that is here.
     */
    private boolean endIfLeaseIsOver() {
        boolean over = lease.isOver();
        if (over && !closed) {
            LOG.atWarn()
                    .addKeyValue("host", settings.host())
                    .log("the host's lease is over; what is under it is killed, and a new session begins");
            connection.drop("the host's lease is over");
        }
        return over;
    }

    private void takeInventory() {
        driver.inventory()
                .whenCompleteAsync(
                        (inventory, failure) -> {
                            if (closed) {
                                return;
                            }
                            if (failure != null) {
                                fail(failure);
                                return;
                            }
                            assignments.resume(inventory);
                            inventoryTaken = true;
                            connectIfReady();
                        },
                        turn);
    }

    private void connectIfReady() {
        if (connectWanted && inventoryTaken && !closed) {
            connection.connect();
        }
    }

    private void seen(Sighting sighting) {
        if (!closed) {
            assignments.seen(sighting);
        }
    }

    private void fail(Throwable why) {
        if (!closed) {
            LOG.atError()
                    .addKeyValue("host", settings.host())
                    .setCause(why)
                    .log("the agent cannot keep its word and stops");
            stop();
            listener.broken(settings.host(), why);
        }
    }

    private SessionRequest hello() {
        Map<Incarnation, Resident> inventory = new LinkedHashMap<>();
        assignments.inventory().forEach((incarnation, view) -> inventory.put(incarnation, resident(incarnation, view)));
        outbox.begin(inventory);
        return SessionRequest.newBuilder()
                .setHello(AgentHello.newBuilder()
                        .setHost(settings.host())
                        .setDriver(driver.name())
                        .setFencing(AgentWire.fencing(driver.fencing()))
                        .setVersion(settings.version())
                        .setAgentLife(journal.life())
                        .setLeases(true)
                        .addAllInventory(inventory.values()))
                .build();
    }

    private Resident resident(Incarnation incarnation) {
        return resident(incarnation, assignments.view(incarnation));
    }

    /** Every report has a number higher than all before it, in this life and in earlier ones. */
    private Resident resident(Incarnation incarnation, Tenancy.View view) {
        reports++;
        return AgentWire.resident(incarnation, view, (journal.life() << COUNTER_BITS) | reports);
    }

    private void heard(SessionResponse message) {
        if (endIfLeaseIsOver()) {
            return;
        }
        try {
            switch (message.getMessageCase()) {
                case ASSIGNMENT -> assign(message.getAssignment());
                case QUESTION -> answer(message.getQuestion());
                case DISMISSAL -> dismiss(message.getDismissal());
                case GRANT -> granted(message.getGrant());
                case WELCOME, MESSAGE_NOT_SET -> {}
            }
        } catch (IllegalArgumentException wrong) {
            LOG.atWarn()
                    .addKeyValue("host", settings.host())
                    .addKeyValue("why", wrong.getMessage())
                    .log("ignored a message of the node that breaks a rule");
        }
    }

    private void assign(Assignment assignment) {
        TakenUp wanted = AgentWire.takenUp(assignment, clock.instant());
        if (wanted.wanted() == Wanted.GONE) {
            lease.forget(wanted.incarnation());
        } else {
            lease.told(wanted.incarnation());
        }
        assignments.assign(wanted);
    }

    private void dismiss(Dismissal dismissal) {
        TakenUp wanted = AgentWire.takenUp(dismissal, clock.instant());
        lease.forget(wanted.incarnation());
        assignments.assign(wanted);
    }

    private void answer(ResidentQuestion question) {
        outbox.report(AgentWire.incarnation(question.getInstanceUid(), question.getEpoch()));
    }

    private final class FromAssignments implements Assignments.Listener {
        @Override
        public void onDisk(TakenUp assignment) {
            // A dismissal has no name to acknowledge to; its report is its answer.
            if (!assignment.instance().isEmpty()) {
                outbox.acknowledge(assignment.incarnation(), assignment.number());
            }
        }

        @Override
        public void changed(Incarnation incarnation) {
            outbox.reportChange(incarnation, assignments.view(incarnation));
        }

        @Override
        public void asked(Incarnation incarnation) {
            outbox.report(incarnation);
        }

        @Override
        public void broken(Throwable why) {
            fail(why);
        }
    }

    private final class FromConnection implements Connection.Owner {
        @Override
        public SessionRequest hello() {
            return Agent.this.hello();
        }

        @Override
        public void welcomed(AgentWelcome welcome) {
            listener.connected(settings.host());
            granting = welcome.getLeases();
            renew();
            outbox.flush();
        }

        @Override
        public void heard(SessionResponse message) {
            if (!closed) {
                Agent.this.heard(message);
            }
        }

        @Override
        public void writable() {
            outbox.flush();
        }

        @Override
        public void lost(Status why) {
            granting = false;
            listener.disconnected(settings.host(), why);
        }
    }
}
