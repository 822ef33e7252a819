package dev.holdfast.sim.world;

import dev.holdfast.agent.AgentLife;
import dev.holdfast.sim.workload.Draws;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * An agent's disk. A write is there for good when its sync has ended, in the order of writing. Of what was not synced
 * when the agent died some beginning is there, or nothing.
 */
final class SimDisk implements AgentLife.Disk {
    private record Write(boolean replaces, List<Object> lines, CompletableFuture<Void> synced) {}

    private final Timeline timeline;
    private final Draws draws;
    private final Deque<Write> pending = new ArrayDeque<>();
    private List<Object> durable = new ArrayList<>();
    private long life;
    private boolean syncing;

    SimDisk(Timeline timeline, Draws draws) {
        this.timeline = timeline;
        this.draws = draws;
    }

    @Override
    public List<Object> lines() {
        return List.copyOf(durable);
    }

    @Override
    public CompletionStage<Void> append(Object line) {
        return write(new Write(false, List.of(line), new CompletableFuture<>()));
    }

    @Override
    public CompletionStage<Void> replace(List<Object> lines) {
        return write(new Write(true, lines, new CompletableFuture<>()));
    }

    private CompletionStage<Void> write(Write write) {
        pending.add(write);
        sync();
        return write.synced();
    }

    private void sync() {
        if (syncing || pending.isEmpty()) {
            return;
        }
        syncing = true;
        long now = life;
        long nanos = draws.chance(0.02) ? draws.below(2_000_000_000L) : 200_000 + draws.below(4_000_000);
        timeline.afterNanos(nanos, () -> {
            if (life == now) {
                syncing = false;
                Write done = pending.removeFirst();
                put(done);
                done.synced().complete(null);
                sync();
            }
        });
    }

    private void put(Write write) {
        if (write.replaces()) {
            durable = new ArrayList<>(write.lines());
        } else {
            durable.addAll(write.lines());
        }
    }

    /** Nothing is on it any more; no agent lives. */
    void wipe() {
        durable = new ArrayList<>();
    }

    /** The agent died. */
    void crash() {
        life++;
        syncing = false;
        long kept = draws.below(pending.size() + 1L);
        for (long i = 0; i < kept; i++) {
            put(pending.removeFirst());
        }
        pending.clear();
    }
}
