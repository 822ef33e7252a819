package dev.holdfast.agent;

import dev.holdfast.v1.AgentWelcome;
import dev.holdfast.v1.SessionRequest;
import dev.holdfast.v1.SessionResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a session with the cluster, for ever: when one ends, fails, or is not welcomed in time, another begins after a
 * while. The while starts small again only after a session that lasted, so that two agents that replace each other's
 * sessions do not do it a hundred times a second. With several nodes to go to, each try goes to the next of them, and
 * different hosts begin with different ones. All of it happens on the agent's turn.
 */
final class Connection implements Session.Owner {
    /** Whose sessions they are. */
    interface Owner {
        /** The first word of a session. */
        SessionRequest hello();

        void welcomed(AgentWelcome welcome);

        void heard(SessionResponse message);

        /** There is room to send. */
        void writable();

        void lost(Status why);
    }

    private final AgentSettings settings;
    private final List<ManagedChannel> nodes;
    private final ScheduledExecutorService scheduler;
    private final Executor turn;
    private final Owner owner;
    private Optional<Session> session = Optional.empty();
    private Optional<Future<?>> timer = Optional.empty();
    private boolean greeted;
    private boolean welcomed;
    private boolean closed;
    private int failures;
    private int tries;
    private long welcomedAt;

    /** @param nodes a channel to each node of the region, one at least */
    Connection(
            AgentSettings settings,
            List<ManagedChannel> nodes,
            ScheduledExecutorService scheduler,
            Executor turn,
            Owner owner) {
        this.settings = settings;
        this.nodes = List.copyOf(nodes);
        this.scheduler = scheduler;
        this.turn = turn;
        this.owner = owner;
        this.tries = settings.host().hashCode();
    }

    void connect() {
        if (closed || session.isPresent()) {
            return;
        }
        greeted = false;
        welcomed = false;
        ManagedChannel channel = nodes.get(Math.floorMod(tries++, nodes.size()));
        // Else gRPC itself would wait for up to two minutes before it tried that address again.
        channel.resetConnectBackoff();
        // Where there is another node to go to, one that cannot be reached is not waited for.
        Session begun = Session.begin(channel, nodes.size() == 1, this, turn);
        session = Optional.of(begun);
        after(settings.welcomeWithin(), () -> {
            if (isCurrent(begun) && !welcomed) {
                begun.cancel("not welcomed within " + settings.welcomeWithin());
            }
        });
    }

    /** Whether a session was welcomed and has not ended. */
    boolean isLive() {
        return welcomed && session.isPresent();
    }

    /** Whether a report may be said now. */
    boolean isWritable() {
        return welcomed && session.filter(Session::isWritable).isPresent();
    }

    void say(SessionRequest message) {
        session.ifPresent(each -> each.say(message));
    }

    /** Ends the session from this side, if there is one: nothing that it brings from now on is heard. */
    void drop(String why) {
        session.ifPresent(each -> {
            each.cancel(why);
            ended(each, Status.CANCELLED.withDescription(why));
        });
    }

    void close() {
        closed = true;
        welcomed = false;
        timer.ifPresent(each -> each.cancel(false));
        session.ifPresent(each -> each.cancel("the agent stops"));
    }

    @Override
    public void writable(Session from) {
        if (!isCurrent(from)) {
            return;
        }
        if (!greeted) {
            greeted = true;
            from.say(owner.hello());
        } else if (welcomed) {
            owner.writable();
        }
    }

    @Override
    public void heard(Session from, SessionResponse message) {
        if (closed || !isCurrent(from)) {
            return;
        }
        if (message.hasWelcome() && !welcomed) {
            welcomed = true;
            welcomedAt = System.nanoTime();
            timer.ifPresent(each -> each.cancel(false));
            owner.welcomed(message.getWelcome());
        } else {
            owner.heard(message);
        }
    }

    @Override
    public void ended(Session from, Status why) {
        if (!isCurrent(from)) {
            return;
        }
        boolean lasted = welcomed
                && System.nanoTime() - welcomedAt > settings.sessions().cap().toNanos();
        failures = lasted ? 1 : failures + 1;
        welcomed = false;
        session = Optional.empty();
        if (!closed) {
            after(settings.sessions().delay(failures, ThreadLocalRandom.current()), this::connect);
            owner.lost(why);
        }
    }

    private boolean isCurrent(Session from) {
        return session.filter(each -> each == from).isPresent();
    }

    private void after(Duration delay, Runnable task) {
        timer.ifPresent(each -> each.cancel(false));
        timer = Optional.of(scheduler.schedule(() -> turn.execute(task), delay.toNanos(), TimeUnit.NANOSECONDS));
    }
}
