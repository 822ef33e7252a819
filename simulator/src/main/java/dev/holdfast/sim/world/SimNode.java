package dev.holdfast.sim.world;

import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.resource.Effect;
import dev.holdfast.core.resource.Rejection;
import dev.holdfast.core.resource.ResourceState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A node of the control plane. Everything in it is volatile: a crash forgets all of it, and what was on its way to it
 * is for nobody. While it is paused nothing happens in it; afterwards all of it happens at once, late.
 */
final class SimNode {
    private static final int HELD_AT_MOST = 1_000_000;

    private final int number;
    private final SimRegion region;
    private final NodeClock clock;
    private final Map<ShardId, SimShard<?, ?, ?, ?, ?>> shards = new TreeMap<>();
    private final Deque<Runnable> held = new ArrayDeque<>();
    private SimPlacer placer;
    private boolean up = true;
    private boolean paused;
    private long life;
    private long names;

    SimNode(int number, SimRegion region, NodeClock clock) {
        this.number = number;
        this.region = region;
        this.clock = clock;
        this.placer = new SimPlacer(this);
    }

    int number() {
        return number;
    }

    SimRegion region() {
        return region;
    }

    NodeClock clock() {
        return clock;
    }

    SimPlacer placer() {
        return placer;
    }

    boolean up() {
        return up;
    }

    /** How often it crashed. */
    long life() {
        return life;
    }

    boolean paused() {
        return paused;
    }

    /** Something that happens in this life of the node or not at all, and not while it is paused. */
    Runnable here(Runnable what) {
        long thisLife = life;
        return () -> {
            if (!up || life != thisLife) {
                return;
            }
            if (paused && held.size() < HELD_AT_MOST) {
                held.add(what);
            } else if (!paused) {
                what.run();
            }
        };
    }

    Timeline.Event after(long nanos, Runnable what) {
        return region.timeline().afterNanos(nanos, here(what));
    }

    /** A name that nobody ever had. */
    String freshName() {
        return "node-" + number + "-" + life + "-" + ++names;
    }

    /** The shard as this node runs it, from now on if it did not. */
    @SuppressWarnings("unchecked")
    <S extends ResourceState, C, E, F extends Effect, R extends Rejection> SimShard<S, C, E, F, R> shard(
            SimKind<S, C, E, F, R> kind, ShardId id) {
        SimShard<?, ?, ?, ?, ?> known = shards.get(id);
        if (known != null && !known.over()) {
            return (SimShard<S, C, E, F, R>) known;
        }
        SimShard<S, C, E, F, R> fresh = new SimShard<>(this, kind, id);
        shards.put(id, fresh);
        fresh.begin();
        return fresh;
    }

    Optional<SimShard<?, ?, ?, ?, ?>> running(ShardId id) {
        SimShard<?, ?, ?, ?, ?> known = shards.get(id);
        return known == null || known.over() ? Optional.empty() : Optional.of(known);
    }

    List<SimShard<?, ?, ?, ?, ?>> running() {
        List<SimShard<?, ?, ?, ?, ?>> all = new ArrayList<>(shards.values());
        all.removeIf(SimShard::over);
        return all;
    }

    void crash() {
        up = false;
        paused = false;
        life++;
        held.clear();
        shards.clear();
    }

    void restart() {
        up = true;
        placer = new SimPlacer(this);
        placer.begin();
    }

    void pause() {
        paused = up;
    }

    void resume() {
        paused = false;
        while (up && !paused && !held.isEmpty()) {
            held.removeFirst().run();
        }
    }
}
