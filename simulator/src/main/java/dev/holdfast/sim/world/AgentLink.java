package dev.holdfast.sim.world;

import dev.holdfast.core.host.HostCommand;
import dev.holdfast.core.host.LeaseRenewal;
import dev.holdfast.core.host.Resident;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.Uid;
import dev.holdfast.sim.workload.Draws;
import java.util.Optional;

/**
 * Keeps a host's agent in a session with some node, as the agent's own connection does: again and again, with pauses.
 */
final class AgentLink {
    private static final long PAUSE_NANOS = 500_000_000L;
    private static final long PAUSE_AT_MOST = 5_000_000_000L;

    private final SimRegion region;
    private final SimHost host;
    private final int endpoint;
    private final Draws draws;
    private Optional<SimSession> session = Optional.empty();
    private boolean trying;
    private long pause = PAUSE_NANOS;

    AgentLink(SimRegion region, SimHost host, int endpoint, Draws draws) {
        this.region = region;
        this.host = host;
        this.endpoint = endpoint;
        this.draws = draws;
    }

    SimHost host() {
        return host;
    }

    int endpoint() {
        return endpoint;
    }

    boolean uses(SimSession which) {
        return session.filter(each -> each == which).isPresent();
    }

    /** From now on it wants a session; said again after the agent was started. */
    void begin() {
        again();
    }

    private void again() {
        if (trying || session.isPresent()) {
            return;
        }
        trying = true;
        region.timeline().afterNanos((long) (pause * (0.5 + draws.unit())), () -> {
            trying = false;
            pause = Math.min(2 * pause, PAUSE_AT_MOST);
            connect();
        });
    }

    private void connect() {
        if (session.isPresent() || !host.agentUp()) {
            // Whoever starts the agent begins again.
            return;
        }
        if (!host.ready()) {
            again();
            return;
        }
        SimNode node = region.anyNode(draws);
        if (!node.up()
                || region.network().isCut(endpoint, node.number())
                || region.network().isCut(node.number(), endpoint)) {
            again();
            return;
        }
        SimSession fresh = new SimSession(node, this, host.id().value());
        session = Optional.of(fresh);
        SimHost.Hello hello = host.connect(new SimHost.Session() {
            @Override
            public void acknowledge(Uid uid, Epoch epoch, long number) {
                fresh.acknowledge(uid, epoch, number);
            }

            @Override
            public void report(Resident resident) {
                fresh.report(resident);
            }

            @Override
            public void renew(LeaseRenewal renewal) {
                fresh.renew(renewal);
            }

            @Override
            public void lost() {
                fresh.agentGone();
            }
        });
        fresh.hello(new HostCommand.GreetAgent(hello.facts(), hello.inventory()));
        watchNode(fresh);
        host.renewNow();
    }

    /** A stream to a node that died breaks; one to a node that is paused does not, for long. */
    private void watchNode(SimSession which) {
        long life = which.node().life();
        region.timeline().afterNanos(1_000_000_000L, () -> {
            if (which.over() || !uses(which)) {
                return;
            }
            if (!which.node().up() || which.node().life() != life) {
                which.end("node died");
            } else {
                watchNode(which);
            }
        });
    }

    void lost(SimSession which) {
        if (uses(which)) {
            session = Optional.empty();
            host.disconnected();
            pause = PAUSE_NANOS;
            again();
        }
    }

    /** The stream breaks for no reason at all. */
    void breakSession() {
        session.ifPresent(each -> each.end("broken"));
    }
}
