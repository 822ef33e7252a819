package dev.holdfast.node.watch;

import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.node.codec.Body;
import dev.holdfast.node.resource.Followed;
import dev.holdfast.node.resource.FollowedParts;
import dev.holdfast.node.resource.KeeperIds;
import dev.holdfast.node.resource.ResourceMessage;
import dev.holdfast.node.view.Place;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;

/**
 * One watch: follows every shard of a type and tells its watcher what it hears, each change once and a shard's changes
 * in their order. A token never counts what was not sent. It ends the stream rather than guess: when a shard is lost,
 * when the watcher does not read, when what was missed is not kept; the watcher then comes back with its token.
 *
 * @param <A> the messages of its stream
 */
final class WatchSession<A> extends AbstractBehavior<WatchSession.Message> {
    /** What a session is told. */
    sealed interface Message extends NoSerializationVerificationNeeded {}

    /** The watcher reads. */
    record Ready() implements Message {}

    /** The watcher, or the way to it, is gone. */
    record WatcherGone() implements Message {}

    /** The node stops. */
    record NodeStops() implements Message {}

    private record Heard(Followed followed) implements Message {}

    private record Look() implements Message {}

    /**
     * What a session watches.
     *
     * @param prefix of the ids wanted
     * @param since for each shard where to begin; with a snapshot if empty
     */
    record Wanted(
            ActorRef<ShardingEnvelope<ResourceMessage>> region,
            int shards,
            String prefix,
            Optional<List<Place>> since,
            ResumeTokens tokens) {}

    /** @param late whether it came as it happened, and so counts as unread */
    private record Waiting(WatchedShard shard, Followed.OneChange change, boolean late) {}

    private final Wanted wanted;
    private final WatchMessages<A> messages;
    private final WatchStream<A> stream;
    private final WatchSettings settings;
    private final LongSupplier nanoTime;
    private final ActorRef<Followed> follower;
    private final FollowedParts parts = new FollowedParts();
    private final List<WatchedShard> shards = new ArrayList<>();
    private final List<Place> told = new ArrayList<>();
    private final ArrayDeque<Body> listed = new ArrayDeque<>();
    private final ArrayDeque<Waiting> changes = new ArrayDeque<>();
    private int unread;
    private int unknown;
    private boolean begun;
    private long movedAt;
    private Optional<Behavior<Message>> over = Optional.empty();

    private WatchSession(
            ActorContext<Message> context,
            Wanted wanted,
            WatchMessages<A> messages,
            WatchStream<A> stream,
            WatchSettings settings,
            LongSupplier nanoTime) {
        super(context);
        this.wanted = wanted;
        this.messages = messages;
        this.stream = stream;
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.follower = context.messageAdapter(Followed.class, Heard::new);
        this.unknown = wanted.shards();
        this.movedAt = nanoTime.getAsLong();
        for (int number = 0; number < wanted.shards(); number++) {
            int each = number;
            shards.add(new WatchedShard(number, wanted.since().map(places -> places.get(each)), movedAt));
            told.add(wanted.since().map(places -> places.get(each)).orElse(Place.START));
        }
        shards.forEach(this::follow);
    }

    static <A> Behavior<Message> create(
            Wanted wanted,
            WatchMessages<A> messages,
            WatchStream<A> stream,
            WatchSettings settings,
            LongSupplier nanoTime) {
        return Behaviors.setup(context -> Behaviors.withTimers((TimerScheduler<Message> timers) -> {
            timers.startTimerWithFixedDelay(new Look(), settings.progressEvery());
            return new WatchSession<>(context, wanted, messages, stream, settings, nanoTime);
        }));
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder().onMessage(Message.class, this::receive).build();
    }

    private Behavior<Message> receive(Message message) {
        switch (message) {
            case Heard(Followed followed) ->
                parts.whole(followed).ifPresent(whole -> heard(shards.get(whole.shard()), whole));
            case Ready() -> {}
            case Look() -> look();
            case WatcherGone() -> {
                stream.close();
                over = Optional.of(Behaviors.stopped());
            }
            case NodeStops() -> end(ErrorCode.UNAVAILABLE, "this node stops");
        }
        if (over.isEmpty()) {
            sendWhatThereIs();
        }
        return over.orElse(this);
    }

    private void heard(WatchedShard shard, Followed followed) {
        long now = nanoTime.getAsLong();
        switch (followed) {
            case Followed.Part _ -> throw new IllegalStateException("a part is no whole");
            case Followed.All(var _, String keeping, var _, Place next, List<Body> states) -> {
                if (shard.known()) {
                    // An answer to a question that was asked twice; what happened in between came in its order.
                    again(shard);
                    return;
                }
                shard.follow(keeping, next, now);
                told.set(shard.number(), next);
                listed.addAll(states);
                unknown--;
            }
            case Followed.Missed(var _, String keeping, Place next, List<Followed.OneChange> missed) -> {
                missed.forEach(change -> await(shard, change, false));
                unknown -= shard.known() ? 0 : 1;
                shard.follow(keeping, next, now);
                tellUpTo(shard);
            }
            case Followed.Changed(var _, String keeping, long number, Followed.OneChange change) -> {
                switch (shard.compare(keeping, number)) {
                    case NEXT -> {
                        shard.counted(now);
                        await(shard, change, true);
                    }
                    case OLD -> {}
                    case LOST -> again(shard);
                }
            }
            case Followed.UpTo(var _, String keeping, long number, Place next) -> {
                if (shard.isAt(keeping, number)) {
                    shard.follow(keeping, next, now, number);
                    tellUpTo(shard);
                } else {
                    again(shard);
                }
            }
            case Followed.TooOld _ ->
                end(
                        ErrorCode.WATCH_TOO_OLD,
                        "what has changed in shard " + shard.number() + " since the resume token is not kept any more");
            case Followed.Ended(var _, String keeping) -> {
                if (!shard.known() || shard.follows(keeping)) {
                    end(ErrorCode.UNAVAILABLE, "shard " + shard.number() + " is not served here any more");
                }
            }
        }
    }

    /** A change that was told before, of another keeping of its shard, is not told again. */
    private void await(WatchedShard shard, Followed.OneChange change, boolean late) {
        if (!shard.advance(change.next())) {
            return;
        }
        shard.waits();
        changes.add(new Waiting(shard, change, late));
        unread += late ? 1 : 0;
    }

    private void tellUpTo(WatchedShard shard) {
        if (!shard.hasWaiting()) {
            told.set(shard.number(), shard.next());
        }
    }

    /** Something was lost on the way: the shard tells it again, from where it was heard last. */
    private void again(WatchedShard shard) {
        wanted.region()
                .tell(new ShardingEnvelope<>(
                        KeeperIds.keeperOf(shard.number()),
                        new ResourceMessage.Follow(follower, wanted.prefix(), shard.since(), true, "")));
    }

    private void follow(WatchedShard shard) {
        wanted.region()
                .tell(new ShardingEnvelope<>(
                        KeeperIds.keeperOf(shard.number()),
                        new ResourceMessage.Follow(follower, wanted.prefix(), shard.since(), true, shard.keeping())));
    }

    private void look() {
        long now = nanoTime.getAsLong();
        for (WatchedShard shard : shards) {
            if (now - shard.heardAt() > settings.heardWithin().toNanos()) {
                end(
                        ErrorCode.UNAVAILABLE,
                        "shard " + shard.number() + " was not heard for "
                                + Duration.ofNanos(now - shard.heardAt()).toSeconds() + " s");
                return;
            }
        }
        sendWhatThereIs();
        if (over.isPresent()) {
            return;
        }
        boolean waits = !listed.isEmpty() || !changes.isEmpty();
        if (waits && now - movedAt > settings.unreadWithin().toNanos()) {
            end(
                    ErrorCode.WATCH_TOO_SLOW,
                    "nothing was read for " + settings.unreadWithin().toSeconds() + " s");
            return;
        }
        if (begun && !waits && stream.ready()) {
            send(messages.progress(token()));
        }
        shards.forEach(this::follow);
    }

    private void sendWhatThereIs() {
        while (stream.ready() && sendOne()) {
            movedAt = nanoTime.getAsLong();
        }
        if (listed.isEmpty() && changes.isEmpty()) {
            movedAt = nanoTime.getAsLong();
        }
        if (unread > settings.unreadChangesAtMost()) {
            end(ErrorCode.WATCH_TOO_SLOW, unread + " changes wait to be read");
        }
    }

    /** First all there is, then that this was all, and only then what has changed since. */
    private boolean sendOne() {
        boolean resumed = wanted.since().isPresent();
        if (!listed.isEmpty()) {
            send(messages.listed(listed.remove().value()));
        } else if (!begun && !resumed) {
            if (unknown > 0) {
                return false;
            }
            begun = true;
            send(messages.listEnd(token()));
        } else if (!changes.isEmpty()) {
            Waiting next = changes.remove();
            unread -= next.late() ? 1 : 0;
            next.shard().sent();
            told.set(next.shard().number(), next.change().next());
            send(messages.changed(next.shard().number(), next.change(), token()));
            tellUpTo(next.shard());
        } else if (!begun && unknown == 0) {
            begun = true;
            send(messages.progress(token()));
        } else {
            return false;
        }
        return true;
    }

    private void send(A message) {
        stream.send(message);
    }

    private String token() {
        return wanted.tokens().of(told);
    }

    private void end(ErrorCode code, String why) {
        getContext()
                .getLog()
                .atDebug()
                .addKeyValue("code", code)
                .addKeyValue("why", why)
                .log("Watch ended.");
        stream.end(code, why);
        over = Optional.of(Behaviors.stopped());
    }
}
