package dev.holdfast.sim.bench;

import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.node.log.LogMessage;
import dev.holdfast.node.resource.ShardAccess;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;

/** Ownership where there is no log of ours: nobody else is there to take it. */
final class AlwaysOwned implements ShardAccess {
    @Override
    public Floor floor() {
        return Floor.NONE;
    }

    @Override
    public void barrier(String id, Duration patience, Consumer<LogMessage.Proof> answer) {
        answer.accept(new LogMessage.Proof.Passed(0, Floor.NONE));
    }

    @Override
    public void archive(String id, long expected, Epoch epoch) {}

    @Override
    public Optional<ActorRef<LogMessage>> watched() {
        return Optional.empty();
    }
}
