package dev.holdfast.sim.world;

import dev.holdfast.agent.AgentLife;
import dev.holdfast.agent.Incarnation;
import dev.holdfast.core.host.AgentFacts;
import dev.holdfast.core.host.Fencing;
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
    private long lives;

    SimHost(SimRegion region, HostId id, Draws draws) {
        this.region = region;
        this.id = id;
        this.draws = draws;
        this.driver = new SimDriver(region, id.value(), draws);
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
        crashAgent();
        up = false;
    }

    void boot() {
        up = true;
        driver.boot();
        startAgent();
    }

    void heal() {
        driver.heal();
        resume();
        if (!up) {
            boot();
        } else {
            startAgent();
        }
    }

    // The session.

    Hello connect(Session with) {
        session = Optional.of(with);
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
        return new Hello(new AgentFacts(driver.name(), Fencing.NONE, "simulated"), inventory);
    }

    void disconnected() {
        session = Optional.empty();
        agent.ifPresent(AgentLife::disconnected);
    }

    void assign(InstanceName name, Uid uid, Epoch epoch, Order order) {
        here(() -> agent.ifPresent(each -> each.assign(name.toString(), uid, epoch, order)));
    }

    void ask(Uid uid, Epoch epoch) {
        here(() -> agent.ifPresent(each -> each.ask(uid, epoch)));
    }

    void dismiss(Uid uid, Epoch epoch, long number) {
        here(() -> agent.ifPresent(each -> each.dismiss(uid, epoch, number)));
    }

    private void here(Runnable what) {
        if (paused && held.size() < HELD_AT_MOST) {
            held.add(what);
        } else if (!paused) {
            what.run();
        }
    }
}
