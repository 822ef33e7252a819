package dev.holdfast.sim.bench;

import dev.holdfast.core.instance.InstanceEffect;
import dev.holdfast.core.resource.Notice;
import dev.holdfast.node.codec.Sendable;
import dev.holdfast.node.resource.Surroundings;
import java.time.Instant;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/** Effects go nowhere: the driver plays the hosts. */
final class Nowhere implements Surroundings<InstanceEffect> {
    @Override
    public boolean send(InstanceEffect effect, Instant affirmedAt, Optional<ActorRef<Sendable>> partner) {
        return true;
    }

    @Override
    public void tell(Notice notice, Optional<ActorRef<Sendable>> partner) {}

    @Override
    public void dismiss(ActorRef<Sendable> partner) {}
}
