package dev.holdfast.sim.world;

import dev.holdfast.core.resource.Effect;
import dev.holdfast.core.resource.Notice;
import dev.holdfast.core.resource.Rejection;
import dev.holdfast.core.resource.Resource;
import dev.holdfast.core.resource.ResourceState;
import java.time.Instant;
import java.util.Optional;

/**
 * A kind of resource as this region runs it.
 *
 * @param resource its rules
 * @param shards how many shards it has
 * @param surroundings whom it talks to
 */
record SimKind<S extends ResourceState, C, E, F extends Effect, R extends Rejection>(
        Resource<S, C, E, F, R> resource, int shards, Surroundings<F> surroundings) {

    /** The world around a resource, as the node's own interface of that name has it. */
    interface Surroundings<F extends Effect> {
        /** Whether it could be put on its way at all. */
        boolean send(SimNode from, String id, F effect, Instant affirmedAt, Optional<SimSession> partner);

        void tell(SimNode from, String id, Notice notice, Optional<SimSession> partner);
    }

    String type() {
        return resource.type();
    }
}
