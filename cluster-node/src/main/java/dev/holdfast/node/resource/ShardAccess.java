package dev.holdfast.node.resource;

import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.node.log.LogMessage;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;

/** What an entity needs of its shard's log besides Pekko's plugins. */
public interface ShardAccess {
    /** Highest numbers of any archived id of the shard. */
    Floor floor();

    /** Asks whether the shard is still owned; the answer may come on any thread. */
    void barrier(String id, Duration patience, Consumer<LogMessage.Proof> answer);

    /** Forgets an id but for its numbers, if its last sequence is still this. Whoever loads it next waits for that. */
    void archive(String id, long expected, Epoch epoch);

    /** Ends when the ownership does. */
    Optional<ActorRef<LogMessage>> watched();
}
