package dev.holdfast.agent;

import dev.holdfast.core.host.LeaseGrant;
import dev.holdfast.core.host.LeaseHolder;
import dev.holdfast.core.host.LeaseRenewal;
import dev.holdfast.core.host.Workload;
import dev.holdfast.core.shared.OnSilence;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * An agent's side of its host's lease, on the agent's turn: it numbers what it asks, tells the fence from when a grant
 * counts, and knows what may begin. Of what is under the lease, nothing begins without one, and nothing that was wanted
 * before it was last over: that may have been started elsewhere meanwhile.
 */
final class AgentLease implements Assignments.Gate {
    private final LeaseHolder holder;
    private final Optional<Fence> fence;

    /** What is wanted, as was said in this life of the agent and since the lease was last over. */
    private final SortedSet<Incarnation> told = new TreeSet<>();

    private boolean held;

    AgentLease(long life, Optional<Fence> fence) {
        this.holder = new LeaseHolder(life);
        this.fence = fence;
        this.held = fence.filter(Fence::holds).isPresent();
    }

    /** To be sent at once: the lease counts from now. */
    LeaseRenewal renewal() {
        return holder.renew(fence.map(each -> each.now().up().toNanos()).orElse(0L));
    }

    /** Completes when the lease lasts on, if the grant is one that counts; fails when that cannot be written. */
    CompletionStage<Void> granted(LeaseGrant grant) {
        Optional<Long> from = holder.granted(grant);
        if (from.isEmpty() || fence.isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        held = true;
        BootTime asked = new BootTime(fence.get().now().boot(), Duration.ofNanos(from.get()));
        return fence.get().renew(asked);
    }

    /** Whether the lease has ended since this was asked last; to be asked before anything that was said is heard. */
    boolean isOver() {
        boolean holds = fence.filter(Fence::holds).isPresent();
        boolean over = held && !holds;
        held = holds;
        if (over) {
            told.clear();
        }
        return over;
    }

    /** The cluster says what it wants of this. */
    void told(Incarnation incarnation) {
        told.add(incarnation);
    }

    /** Nothing of it remains, so nothing of it waits. */
    void forget(Incarnation incarnation) {
        told.remove(incarnation);
    }

    @Override
    public boolean mayBegin(Incarnation incarnation, Workload workload) {
        return workload.onSilence() == OnSilence.KEEP
                || fence.isEmpty()
                || (told.contains(incarnation) && fence.get().holds());
    }
}
