package dev.holdfast.agent;

import dev.holdfast.core.host.Fencing;
import dev.holdfast.core.host.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * What runs instances on a host. It does as it is told and keeps no rules: which number or epoch may act is the agent's
 * business. What it runs survives the agent's death, and the next agent finds it in the inventory.
 *
 * <p>Nothing here blocks. Every order ends, whatever happens, within a time that the driver knows to be enough; asked
 * for what is so already, it is done at once. The agent orders one thing at a time of one instance, but for a stop,
 * which may be ordered again with a shorter grace and hurries the first. What an order changed is sighted before the
 * order ends.
 */
public interface Driver {
    /** Its name: {@code [a-z]([-a-z0-9]{0,61}[a-z0-9])?}. */
    String name();

    /** By what means it can be made certain that nothing runs when this host is silent. */
    Fencing fencing();

    /** Everything that is there. Asked once, after {@link #observe}. */
    CompletionStage<List<Sighting>> inventory();

    /** Whom to tell of every change, ordered or not; called from any thread, in order for each instance. */
    void observe(Consumer<Sighting> observer);

    /**
     * Prepares an incarnation without running it; a failure leaves nothing.
     *
     * @param instance projects/{project}/regions/{region}/instances/{instance}
     * @param assignment the number of the assignment that wants this
     */
    CompletionStage<Outcome> create(Incarnation incarnation, String instance, long assignment, Workload workload);

    /**
     * Runs what was created; a failure leaves it stopped.
     *
     * @param workload as it is to run now; what may differ from the one it was created with are command, user data and
     *     metadata
     */
    CompletionStage<Outcome> start(Incarnation incarnation, long assignment, Workload workload);

    /** Stops it and keeps it; after {@code grace} without waiting for the guest. */
    CompletionStage<Outcome> stop(Incarnation incarnation, long assignment, Duration grace);

    /** Leaves nothing of it, running or not. */
    CompletionStage<Outcome> remove(Incarnation incarnation, long assignment);

    /** By what the agent says that all may go on; present where a watchdog needs to hear it. */
    default Optional<Fence> fence() {
        return Optional.empty();
    }
}
