package dev.holdfast.node.resource;

import dev.holdfast.core.resource.Effect;
import dev.holdfast.core.resource.Notice;
import dev.holdfast.node.codec.Sendable;
import java.time.Instant;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/** The world around one resource: where its effects and notices go. One for each entity; it knows no rule. */
public interface Surroundings<F extends Effect> {
    /**
     * Sends an effect once.
     *
     * @param affirmedAt when the shell last proved that it may still want this
     * @param partner who has attached, if anybody
     * @return whether there was anybody to send it to
     */
    boolean send(F effect, Instant affirmedAt, Optional<ActorRef<Sendable>> partner);

    void tell(Notice notice, Optional<ActorRef<Sendable>> partner);

    /** Another partner has taken its place. */
    void dismiss(ActorRef<Sendable> partner);
}
