package dev.holdfast.node.log;

import dev.holdfast.core.log.LogOutput;
import dev.holdfast.core.log.LogStore;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.log.ShardLog;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.shared.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Which shards this node works on: at most one log a shard, begun by the shard's keeper, found by its entities and by
 * the plugins. A shard from which the node was fenced is taken again only under a new Pekko shard, or after a cool-down
 * that doubles; else two halves of a partition would fence each other for ever.
 */
final class LogRegistry extends AbstractBehavior<LogRegistry.Message> {
    /** What the registry is told. */
    sealed interface Message extends NoSerializationVerificationNeeded {}

    /**
     * A keeper wants its shard.
     *
     * @param holder the Pekko shard that the keeper lives in
     */
    record Begin(
            ShardId shard,
            Object holder,
            Optional<ActorRef<?>> keeper,
            ShardLogActor.Listener listener,
            Consumer<ActorRef<LogMessage>> begun)
            implements Message {}

    /** An entity waits for its shard. */
    record Own(
            ShardId shard,
            Object holder,
            BiConsumer<ActorRef<LogMessage>, Floor> granted,
            BiConsumer<ErrorCode, String> denied)
            implements Message {}

    /** The keeper that wanted a shard is gone: nobody would ever let go of its log. */
    private record Left(Begin begin) implements Message {}

    /** The log of a shard is gone. */
    private record Gone(ShardId shard, ActorRef<LogMessage> log) implements Message {}

    /** The log of a shard was fenced. */
    private record WasFenced(ShardId shard) implements Message {}

    private record Retry(Begin begin) implements Message {}

    private record Working(Begin begin, ActorRef<LogMessage> log) {
        Object holder() {
            return begin.holder();
        }
    }

    private record Cooling(Object holder, Instant until, Duration length) {}

    private final LogStore store;
    private final LogConfig config;
    private final long era;
    private final String node;
    private final Clock clock;
    private final ConcurrentMap<ShardId, ActorRef<LogMessage>> published;
    private final TimerScheduler<Message> timers;
    private final Map<ShardId, Working> working = new HashMap<>();
    private final Map<ShardId, List<Own>> waiting = new HashMap<>();
    private final Map<ShardId, Cooling> cooling = new HashMap<>();
    private final Map<ShardId, Begin> wanted = new HashMap<>();
    private final Map<ShardId, Begin> delayed = new HashMap<>();
    private long owners;

    private LogRegistry(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            LogStore store,
            LogConfig config,
            long era,
            String node,
            Clock clock,
            ConcurrentMap<ShardId, ActorRef<LogMessage>> published) {
        super(context);
        this.timers = timers;
        this.store = store;
        this.config = config;
        this.era = era;
        this.node = node;
        this.clock = clock;
        this.published = published;
    }

    static Behavior<Message> create(
            LogStore store,
            LogConfig config,
            long era,
            String node,
            Clock clock,
            ConcurrentMap<ShardId, ActorRef<LogMessage>> published) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new LogRegistry(context, timers, store, config, era, node, clock, published)));
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder().onMessage(Message.class, this::receive).build();
    }

    private Behavior<Message> receive(Message message) {
        switch (message) {
            case Begin begin -> {
                begin.keeper().ifPresent(keeper -> getContext().watchWith(keeper, new Left(begin)));
                begin(begin);
            }
            case Left(Begin begin) -> left(begin);
            case Own own -> own(own);
            case Gone(ShardId shard, ActorRef<LogMessage> log) -> gone(shard, log);
            case WasFenced(ShardId shard) -> fenced(shard);
            case Retry(Begin begin) -> {
                if (delayed.remove(begin.shard(), begin)) {
                    begin(begin);
                }
            }
        }
        return this;
    }

    private void begin(Begin begin) {
        Optional<Working> current = Optional.ofNullable(working.get(begin.shard()));
        if (current.isPresent()) {
            // An older Pekko shard of this node still holds it: it is asked to let go, and then this one's turn comes.
            wanted.put(begin.shard(), begin);
            current.get().log().tell(new LogMessage.Release());
            return;
        }
        Optional<Cooling> cool = coolingDown(begin.shard(), begin.holder());
        if (cool.isPresent()) {
            begin.listener().tell(new LogOutput.Fenced("another node, a moment ago"));
            List<Own> early = waiting.remove(begin.shard());
            if (early != null) {
                early.forEach(this::own);
            }
            delayed.put(begin.shard(), begin);
            timers.startSingleTimer(
                    begin.shard(),
                    new Retry(begin),
                    Duration.between(clock.instant(), cool.get().until()));
            return;
        }
        ActorRef<LogMessage> log = spawn(begin);
        working.put(begin.shard(), new Working(begin, log));
        begin.begun().accept(log);
        List<Own> owns = waiting.remove(begin.shard());
        if (owns != null) {
            owns.forEach(this::own);
        }
    }

    private void left(Begin begin) {
        wanted.remove(begin.shard(), begin);
        delayed.remove(begin.shard(), begin);
        Working current = working.get(begin.shard());
        if (current != null && current.begin().equals(begin)) {
            current.log().tell(new LogMessage.Release());
        }
    }

    private ActorRef<LogMessage> spawn(Begin begin) {
        ShardId shard = begin.shard();
        String owner = node + "/" + ++owners;
        boolean ours = config.shards().containsKey(shard.type());
        ShardLog log = new ShardLog(
                shard, owner, era, ours ? config.settings() : config.settings().keepingAllSnapshots());
        ActorRef<Message> self = getContext().getSelf();
        ShardLogActor.Listener listener = output -> {
            if (output instanceof LogOutput.Fenced) {
                self.tell(new WasFenced(shard));
            }
            begin.listener().tell(output);
        };
        ActorRef<LogMessage> actor = getContext()
                .spawn(
                        ShardLogActor.create(store, log, listener, config.timeouts(), clock),
                        "log-" + shard.type() + "-" + shard.number() + "-" + owners,
                        DispatcherSelector.fromConfig("holdfast.log.dispatcher"));
        getContext().watchWith(actor, new Gone(shard, actor));
        published.put(shard, actor);
        return actor;
    }

    /** An entity may work only under the Pekko shard whose keeper began the log. */
    private void own(Own own) {
        Optional<Working> current = Optional.ofNullable(working.get(own.shard()))
                .filter(each -> each.holder().equals(own.holder()));
        if (current.isPresent()) {
            ActorRef<LogMessage> log = current.get().log();
            log.tell(new LogMessage.Own(ownership -> {
                switch (ownership) {
                    case LogMessage.Ownership.Granted(Floor floor) ->
                        own.granted().accept(log, floor);
                    case LogMessage.Ownership.Denied(ErrorCode code, String why) ->
                        own.denied().accept(code, why);
                }
            }));
        } else if (coolingDown(own.shard(), own.holder()).isPresent()) {
            // Whoever asks gets an answer now, not after a cool-down that may last longer than they wait.
            own.denied().accept(ErrorCode.UNAVAILABLE, own.shard() + " was taken by another node a moment ago");
        } else {
            waiting.computeIfAbsent(own.shard(), _ -> new ArrayList<>()).add(own);
        }
    }

    private Optional<Cooling> coolingDown(ShardId shard, Object holder) {
        return Optional.ofNullable(cooling.get(shard))
                .filter(cool -> cool.holder().equals(holder) && cool.until().isAfter(clock.instant()));
    }

    private void gone(ShardId shard, ActorRef<LogMessage> log) {
        published.remove(shard, log);
        Working current = working.get(shard);
        if (current != null && current.log().equals(log)) {
            working.remove(shard);
        }
        Begin next = wanted.remove(shard);
        if (next != null) {
            begin(next);
        }
    }

    private void fenced(ShardId shard) {
        Working current = working.get(shard);
        if (current == null) {
            return;
        }
        Duration length = Optional.ofNullable(cooling.get(shard))
                .filter(before -> before.holder().equals(current.holder()))
                .map(before -> before.length().multipliedBy(2))
                .filter(doubled -> doubled.compareTo(config.timeouts().cooldownAtMost()) < 0)
                .orElseGet(() -> cooling.containsKey(shard)
                                && cooling.get(shard).holder().equals(current.holder())
                        ? config.timeouts().cooldownAtMost()
                        : config.timeouts().cooldown());
        cooling.put(shard, new Cooling(current.holder(), clock.instant().plus(length), length));
    }
}
