package dev.holdfast.sim.world;

import dev.holdfast.agent.AgentLife;
import dev.holdfast.agent.Incarnation;
import dev.holdfast.core.host.AgentFacts;
import dev.holdfast.core.host.Fencing;
import dev.holdfast.core.host.LeaseGrant;
import dev.holdfast.core.host.LeaseHolder;
import dev.holdfast.core.host.LeaseRenewal;
import dev.holdfast.core.host.LeaseTerms;
import dev.holdfast.core.host.Order;
import dev.holdfast.core.host.Resident;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.core.shared.Uid;
import dev.holdfast.sim.workload.Draws;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A host: a driver with its guests, a disk, and an agent that may die, sleep and be started again while the guests go
 * on. The agent's decisions are those of the real one.
 */
final class SimHost {
    private static final int HELD_AT_MOST = 100_000;

    /** Where the agent's words go. */
    interface Session {
        void acknowledge(Uid uid, Epoch epoch, long number);

        void report(Resident resident);

        void renew(LeaseRenewal renewal);

        void lost();
    }

    /** What an agent says first. */
    record Hello(AgentFacts facts, List<Resident> inventory) {}

    private final SimRegion region;
    private final HostId id;
    private final Draws draws;
    private final SimDriver driver;
    private final SimDisk disk;
    private final Deque<Runnable> held = new ArrayDeque<>();
    private Optional<AgentLife> agent = Optional.empty();
    private Optional<Session> session = Optional.empty();
    private boolean up = true;
    private boolean paused;
    private boolean forGood;
    private long lives;
    private final SimLease lease;
    private LeaseHolder holder = new LeaseHolder(0);
    /** What was said in an earlier session counts for nothing. */
    private long sessions;

    SimHost(SimRegion region, HostId id, Fencing fencing, Draws draws) {
        this.region = region;
        this.id = id;
        this.draws = draws;
        this.lease = new SimLease(region.timeline(), draws, this::leaseOver);
        this.driver = new SimDriver(region, id.value(), draws, lease, fencing);
        this.disk = new SimDisk(region.timeline(), draws);
        startAgent();
    }

    HostId id() {
        return id;
    }

    boolean up() {
        return up;
    }

    boolean agentUp() {
        return agent.isPresent();
    }

    /** Whether a hello can be said now. */
    boolean ready() {
        return !paused && agent.filter(AgentLife::isReady).isPresent();
    }

    // What happens to it.

    void startAgent() {
        if (!up || agent.isPresent()) {
            return;
        }
        long life = ++lives;
        agent = Optional.of(new AgentLife(
                "regions/r/hosts/" + id.value(),
                region.seams().disk(disk),
                driver,
                (time, what) -> region.timeline().after(time, () -> {
                    if (lives == life) {
                        here(what);
                    }
                }),
                draws.generator(),
                region.timeline()::now));
        holder = new LeaseHolder(life);
        renewAgain(life);
    }

    private void renewAgain(long life) {
        region.timeline().after(LeaseTerms.RENEW_EVERY, () -> {
            if (lives == life) {
                here(() -> {
                    renewNow();
                    renewAgain(life);
                });
            }
        });
    }

    /** Asks for the lease anew, if there is anybody to ask. */
    void renewNow() {
        session.ifPresent(to -> to.renew(holder.renew(lease.now())));
    }

    void granted(LeaseGrant grant) {
        inSession(() -> holder.granted(grant).ifPresent(lease::extend));
    }

    /**
     * The watchdog stops what is under the lease. Whatever was said to the agent in this session is from before that,
     * so it counts no more, also what an agent that stands still has not heard yet.
     */
    private void leaseOver() {
        if (!driver.watched() || !region.seams().watchdogLooks()) {
            return;
        }
        region.trace().count("lease over");
        driver.stopWhatIsUnderLease();
        sessions++;
        here(() -> session.ifPresent(Session::lost));
    }

    void crashAgent() {
        agent.ifPresent(AgentLife::end);
        agent = Optional.empty();
        lives++;
        driver.unobserved();
        disk.crash();
        held.clear();
        paused = false;
        session.ifPresent(Session::lost);
        session = Optional.empty();
    }

    void pause(long nanos) {
        paused = true;
        long life = lives;
        region.timeline().afterNanos(nanos, () -> {
            if (lives == life) {
                resume();
            }
        });
    }

    private void resume() {
        paused = false;
        while (!paused && !held.isEmpty()) {
            held.removeFirst().run();
        }
    }

    void die() {
        driver.loseItsPower();
        lease.forget();
        crashAgent();
        up = false;
    }

    /** It comes back only when something else was put in its place. */
    void dieForGood() {
        die();
        forGood = true;
    }

    /** Somebody has taken away all that was on it, so that none of it can come back. */
    void wipe() {
        driver.wipe();
        disk.wipe();
        forGood = false;
    }

    void boot() {
        up = true;
        driver.boot();
        startAgent();
    }

    void heal() {
        driver.heal();
        resume();
        if (!up && !forGood) {
            boot();
        } else if (up) {
            startAgent();
        }
    }

    // The session.

    Hello connect(Session with) {
        session = Optional.of(with);
        sessions++;
        AgentLife talking = agent.orElseThrow();
        List<Resident> inventory = talking.hello(new AgentLife.Session() {
            @Override
            public void acknowledge(Incarnation incarnation, long number) {
                with.acknowledge(incarnation.uid(), incarnation.epoch(), number);
            }

            @Override
            public void report(Resident resident) {
                with.report(resident);
            }
        });
        return new Hello(new AgentFacts(driver.name(), driver.fencing(), "simulated"), inventory);
    }

    void disconnected() {
        session = Optional.empty();
        agent.ifPresent(AgentLife::disconnected);
    }

    void assign(InstanceName name, Uid uid, Epoch epoch, Order order) {
        inSession(() -> {
            driver.told(new Incarnation(uid, epoch));
            agent.ifPresent(each -> each.assign(name.toString(), uid, epoch, order));
        });
    }

    void ask(Uid uid, Epoch epoch) {
        inSession(() -> agent.ifPresent(each -> each.ask(uid, epoch)));
    }

    void dismiss(Uid uid, Epoch epoch, long number) {
        inSession(() -> agent.ifPresent(each -> each.dismiss(uid, epoch, number)));
    }

    private void inSession(Runnable what) {
        long session = sessions;
        here(() -> {
            if (session == sessions) {
                what.run();
            }
        });
    }

    private void here(Runnable what) {
        if (paused && held.size() < HELD_AT_MOST) {
            held.add(what);
        } else if (!paused) {
            what.run();
        }
    }
}
