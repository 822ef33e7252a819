package dev.holdfast.node.resource;

import dev.holdfast.core.log.LogOutput;
import dev.holdfast.core.resource.EffectKey;
import dev.holdfast.core.resource.Party;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.node.codec.Body;
import dev.holdfast.node.codec.Sendable;
import dev.holdfast.node.log.LogMessage;
import dev.holdfast.node.view.Place;
import java.time.Instant;
import java.util.Optional;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What a resource's entity, or the keeper of its shard, is told. They share a type because sharding hosts them
 * together.
 */
public sealed interface ResourceMessage {
    /** What somebody waits for an answer to; it gets exactly one. */
    sealed interface Asked extends ResourceMessage, Sendable {
        ActorRef<Reply> replyTo();
    }

    /**
     * A command.
     *
     * @param validateOnly says what would come of it and changes nothing
     */
    record Execute(Body command, Party party, boolean validateOnly, ActorRef<Reply> replyTo) implements Asked {}

    /**
     * A look at the state.
     *
     * @param staleOk whether an answer that may be old is good enough
     */
    record Read(boolean staleOk, ActorRef<Reply> replyTo) implements Asked {}

    /**
     * To a keeper: how a resource of the shard was, from what is kept of its events.
     *
     * @param upTo the last sequence that counts
     * @param until the last moment that counts
     */
    record ReplayState(String id, long upTo, Instant until, ActorRef<Reply> replyTo) implements Asked {}

    /** A command whose sender does not wait: it asks again if nothing comes of it. */
    record Tell(Body command, Party party) implements ResourceMessage, Sendable {}

    /**
     * A command from somebody who stays: what the resource owes it is sent there from now on.
     *
     * @param partner who stays; the one before is told to go
     */
    record Attach(Body command, Party party, ActorRef<Sendable> partner) implements ResourceMessage, Sendable {}

    /** The receiver of an effect has it. */
    record Acknowledge(EffectKey key) implements ResourceMessage, Sendable {}

    /**
     * There is something to do.
     *
     * @param keeper whom the resource tells that it is awake
     */
    record WakeUp(ActorRef<ResourceMessage> keeper) implements ResourceMessage, Sendable {}

    /** To a keeper: the resource that it woke is awake. */
    record Awake(String id) implements ResourceMessage, Sendable {}

    /** Finish what is under way and stop. */
    record Stop() implements ResourceMessage, Sendable {}

    /**
     * To a keeper: be there.
     *
     * @param watch is told whether the shard is served, now and when that changes
     */
    record Ping(ActorRef<Kept> watch) implements ResourceMessage, Sendable {}

    /** From a keeper to those who pinged it: whether its shard is served. */
    record Kept(int shard, boolean served) implements Sendable {}

    /** To a keeper: a question for some of its resources. */
    sealed interface Listing extends Asked {
        /** Whether an answer that may be old is good enough. */
        boolean staleOk();
    }

    /**
     * To a keeper: some of those of the shard's resources that are wanted, in order. Filter, order and place are text,
     * as their readers in core know it.
     *
     * @param prefix of the ids wanted
     * @param after where an earlier answer ended; empty for the beginning
     */
    record FindStates(
            String prefix,
            String filter,
            String order,
            String after,
            int limit,
            boolean staleOk,
            ActorRef<Reply> replyTo)
            implements Listing {}

    /**
     * To a keeper: some of the shard's resources, by id.
     *
     * @param prefix of the ids wanted
     * @param after the last id already seen
     * @param onlyRestless only those that owe something for which they must be awake
     */
    record ListStates(
            String prefix, String after, int limit, boolean onlyRestless, boolean staleOk, ActorRef<Reply> replyTo)
            implements Listing {}

    /**
     * To a keeper: what happened to a resource of the shard.
     *
     * @param after the last sequence already seen
     */
    record ListEvents(String id, long after, int limit, ActorRef<Reply> replyTo) implements Asked {}

    /** To a keeper: what its auditor has found; what is not served has found nothing. */
    record ListFindings(ActorRef<Reply> replyTo) implements Asked {}

    /**
     * To a keeper: something for its duty, to which no answer is owed.
     *
     * @param from who can be answered
     */
    record Say(Body what, ActorRef<Sendable> from) implements ResourceMessage, Sendable {}

    /** To a keeper: a question for its duty. */
    record Ask(Body question, ActorRef<Reply> replyTo) implements Asked {}

    /**
     * To a keeper: tell me all there is, or all since a place, and then every change. Said again from time to time: a
     * follower of this keeping is told how far it was told, one of another keeping begins here.
     *
     * @param prefix of the ids wanted
     * @param since where to begin; with all there is if empty
     * @param proven whether to answer only as an owner that was one after this question
     * @param keeping the one that is followed already; empty at first, and for one that has missed something
     */
    record Follow(ActorRef<Followed> follower, String prefix, Optional<Place> since, boolean proven, String keeping)
            implements ResourceMessage, Sendable {}

    /**
     * To a partner: it is the one, and what is owed comes from here. It watches the entity, because one that stops
     * forgets its partner.
     */
    record Attached(ActorRef<ResourceMessage> entity) implements Sendable {}

    // What follows never leaves its actor.

    /** A message with somebody who waits for its answer. */
    record Tracked(Asked asked, Caller caller) implements ResourceMessage, NoSerializationVerificationNeeded {}

    /** The shard is owned, and this is its log. */
    record Granted(ShardAccess access) implements ResourceMessage, NoSerializationVerificationNeeded {}

    /** The shard is not to be had here now. */
    record Denied(ErrorCode code, String why) implements ResourceMessage, NoSerializationVerificationNeeded {}

    /** What came of a barrier. */
    record Proven(long token, LogMessage.Proof proof) implements ResourceMessage, NoSerializationVerificationNeeded {}

    /** The log of the shard has ended. */
    record LogLost() implements ResourceMessage, NoSerializationVerificationNeeded {}

    /** The partner is gone. */
    record PartnerLost(ActorRef<Sendable> partner) implements ResourceMessage, NoSerializationVerificationNeeded {}

    /** The time has come that the tracker asked for. */
    record TimeIsUp() implements ResourceMessage, NoSerializationVerificationNeeded {}

    /** Nothing was asked for a while. */
    record Idle() implements ResourceMessage, NoSerializationVerificationNeeded {}

    /** To a keeper, from its log. */
    record FromLog(LogOutput output) implements ResourceMessage, NoSerializationVerificationNeeded {}

    /** To a keeper: its log has begun. */
    record LogBegun(ActorRef<LogMessage> log) implements ResourceMessage, NoSerializationVerificationNeeded {}

    /** To a keeper: look who is due. */
    record LookWhoIsDue() implements ResourceMessage, NoSerializationVerificationNeeded {}

    /** To a keeper: something of its duty that was put off. */
    record Later(Runnable what) implements ResourceMessage, NoSerializationVerificationNeeded {}

    /** To a keeper: a follower is gone. */
    record FollowerLost(ActorRef<Followed> follower) implements ResourceMessage, NoSerializationVerificationNeeded {}

    /** To a keeper: whether it was still the owner when a follower asked. */
    record FollowProven(Follow follow, LogMessage.Proof proof)
            implements ResourceMessage, NoSerializationVerificationNeeded {}

    /** The body's content, or nothing if it is of another type. */
    static <T> Optional<T> content(Body body, Class<T> type) {
        return type.isInstance(body.value()) ? Optional.of(type.cast(body.value())) : Optional.empty();
    }
}
