package dev.holdfast.node.resource;

import dev.holdfast.core.resource.Party;
import dev.holdfast.core.resource.ResourceState;
import dev.holdfast.node.codec.Body;
import dev.holdfast.node.codec.Sendable;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What the owner of a shard does for its resources besides keeping them. One for each ownership: it begins when the
 * shard is acquired, ends with the ownership, and is called on the keeper's thread only. What it knows is soft.
 */
public interface ShardDuty<S extends ResourceState> {
    /** The shard as its duty sees it. What is put off or asked for comes to nothing when the ownership ends. */
    interface Shard {
        /** Asks the log for a proof of ownership that begins after this call; answers later whether it passed. */
        void prove(Consumer<Boolean> answer);

        /** Gives one of the shard's resources a command, and wakes it if it sleeps. */
        void give(String id, Object command, Party party);

        void after(Duration time, Runnable what);
    }

    /** Makes one. */
    interface Maker<S extends ResourceState> {
        /** @param term under which the shard is owned */
        ShardDuty<S> begin(long term, Shard shard);
    }

    /** How a resource stands, as the log has it: all at the beginning, then each after every commit about it. */
    void shown(S state);

    /**
     * Somebody says something that is meant for the owner of the shard.
     *
     * @param from who can be answered
     */
    void said(Body what, ActorRef<Sendable> from);

    /** The answer to a question that is meant for the owner of the shard; empty when there is none. */
    Optional<Body> asked(Body question);

    /** About a second has passed. */
    void tick();
}
