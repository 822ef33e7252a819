package dev.holdfast.node.resource;

import dev.holdfast.core.log.Commit;
import dev.holdfast.core.log.Entry;
import dev.holdfast.core.log.LogOutput;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.log.Snapshot;
import dev.holdfast.core.resource.Archivable;
import dev.holdfast.core.resource.Deadline;
import dev.holdfast.core.resource.Effect;
import dev.holdfast.core.resource.Recorded;
import dev.holdfast.core.resource.Rejection;
import dev.holdfast.core.resource.ResourceState;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.node.codec.Body;
import dev.holdfast.node.log.LogBytes;
import dev.holdfast.node.log.LogMessage;
import dev.holdfast.node.log.ShardLogs;
import dev.holdfast.node.view.ShardView;
import dev.holdfast.node.view.WakeUps;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/**
 * Lives in every shard beside its resources. It acquires the shard's log, keeps the view that its commits make, wakes
 * who owes work, writes snapshots, serves lists and followers. It stops when the log is lost, and releases it when it
 * is told to stop or its shard ends. What it knows is soft.
 */
public final class ShardKeeper<S extends ResourceState, C, E, F extends Effect, R extends Rejection>
        extends AbstractBehavior<ResourceMessage> {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private record PendingList(ResourceMessage.ListStates asked, Caller caller) {}

    private final TimerScheduler<ResourceMessage> timers;
    private final ResourceKind<S, C, E, F, R> kind;
    private final ShardId shard;
    private final ActorRef<ShardingEnvelope<ResourceMessage>> region;
    private final ResourceSettings settings;
    private final Clock clock;
    private final LogBytes bytes;
    private final String keeping;
    private final ShardView<S, E> view;
    private final EventReader<E> events;
    private final WakeUps wakeUps;
    private final List<PendingList> early = new ArrayList<>();
    private final Map<Long, PendingList> proving = new LinkedHashMap<>();
    private final Map<ActorRef<Followed>, Long> followers = new LinkedHashMap<>();
    private Optional<ActorRef<LogMessage>> log = Optional.empty();
    private boolean ready;
    private boolean fenced;
    private boolean stopping;
    private long tokens;

    private ShardKeeper(
            ActorContext<ResourceMessage> context,
            TimerScheduler<ResourceMessage> timers,
            ResourceKind<S, C, E, F, R> kind,
            ShardId shard,
            ActorRef<ClusterSharding.ShardCommand> holder,
            ActorRef<ShardingEnvelope<ResourceMessage>> region,
            ShardLogs logs,
            ResourceSettings settings,
            Clock clock) {
        super(context);
        this.timers = timers;
        this.kind = kind;
        this.shard = shard;
        this.region = region;
        this.settings = settings;
        this.clock = clock;
        this.bytes = new LogBytes(context.getSystem());
        this.keeping = context.getSelf().path().toSerializationFormat() + "#"
                + context.getSelf().path().uid() + "@" + clock.millis();
        this.view = new ShardView<>(kind.resource());
        this.events = new EventReader<>(kind.resource(), bytes);
        this.wakeUps = new WakeUps(settings.wakeAgain());
        ActorRef<ResourceMessage> self = context.getSelf();
        context.watchWith(holder, new ResourceMessage.Stop());
        logs.begin(
                shard,
                holder,
                self,
                output -> self.tell(new ResourceMessage.FromLog(output)),
                begun -> self.tell(new ResourceMessage.LogBegun(begun)));
    }

    static <S extends ResourceState, C, E, F extends Effect, R extends Rejection> Behavior<ResourceMessage> create(
            ResourceKind<S, C, E, F, R> kind,
            ShardId shard,
            ActorRef<ClusterSharding.ShardCommand> holder,
            ActorRef<ShardingEnvelope<ResourceMessage>> region,
            ShardLogs logs,
            ResourceSettings settings,
            Clock clock) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new ShardKeeper<>(context, timers, kind, shard, holder, region, logs, settings, clock)));
    }

    @Override
    public Receive<ResourceMessage> createReceive() {
        return newReceiveBuilder()
                .onMessage(ResourceMessage.class, this::receive)
                .onSignal(PostStop.class, _ -> {
                    log.ifPresent(each -> each.tell(new LogMessage.Release()));
                    lists().forEach(list -> list.caller().answer(unavailable()));
                    return this;
                })
                .build();
    }

    private Behavior<ResourceMessage> receive(ResourceMessage message) {
        return switch (message) {
            case ResourceMessage.FromLog(LogOutput output) -> fromLog(output);
            case ResourceMessage.LogBegun(ActorRef<LogMessage> begun) -> {
                log = Optional.of(begun);
                fenced = false;
                getContext().watchWith(begun, new ResourceMessage.LogLost());
                if (stopping) {
                    begun.tell(new LogMessage.Release());
                }
                yield this;
            }
            case ResourceMessage.ListStates asked -> {
                list(new PendingList(asked, new Caller(asked.replyTo())));
                yield this;
            }
            case ResourceMessage.Proven(long token, LogMessage.Proof proof) -> proven(token, proof);
            case ResourceMessage.ListEvents asked -> {
                events(asked);
                yield this;
            }
            case ResourceMessage.Follow follow -> follow(follow);
            case ResourceMessage.FollowerLost(ActorRef<Followed> follower) -> {
                followers.remove(follower);
                yield this;
            }
            case ResourceMessage.LookWhoIsDue() -> {
                wakeUps.take(clock.instant(), settings.wakeBurst()).forEach(this::wake);
                yield this;
            }
            case ResourceMessage.Stop() -> stop();
            case ResourceMessage.LogLost() -> Behaviors.stopped();
            case ResourceMessage.Execute(var _, var _, var _, ActorRef<Reply> replyTo) -> misdirected(replyTo);
            case ResourceMessage.Read(var _, ActorRef<Reply> replyTo) -> misdirected(replyTo);
            case ResourceMessage.Ping _ -> this;
            case ResourceMessage.Tracked _,
                    ResourceMessage.Tell _,
                    ResourceMessage.Attach _,
                    ResourceMessage.Acknowledge _,
                    ResourceMessage.WakeUp _,
                    ResourceMessage.Granted _,
                    ResourceMessage.Denied _,
                    ResourceMessage.PartnerLost _,
                    ResourceMessage.TimeIsUp _,
                    ResourceMessage.Idle _ -> this;
        };
    }

    private Behavior<ResourceMessage> misdirected(ActorRef<Reply> replyTo) {
        replyTo.tell(new Reply.Refused(
                ErrorCode.INTERNAL, "a keeper is no " + kind.resource().type()));
        return this;
    }

    // What the log tells.

    private Behavior<ResourceMessage> fromLog(LogOutput output) {
        switch (output) {
            case LogOutput.Restored(Snapshot snapshot) -> restore(snapshot);
            case LogOutput.Replayed(Commit commit) -> replay(commit);
            case LogOutput.Committed(Commit commit, List<Optional<Object>> live) -> committed(commit, live);
            case LogOutput.Acquired _ -> acquired();
            case LogOutput.SnapshotsWanted(List<String> ids) -> ids.forEach(this::saveSnapshot);
            case LogOutput.Fenced _, LogOutput.Quarantined _ -> {
                ready = false;
                fenced = true;
                refuseAll();
            }
            case LogOutput.Ended() -> {
                return Behaviors.stopped();
            }
            case LogOutput.Send _,
                    LogOutput.Appended _,
                    LogOutput.AppendRefused _,
                    LogOutput.AppendUnknown _,
                    LogOutput.BarrierPassed _,
                    LogOutput.BarrierFailed _,
                    LogOutput.EventsLoaded _,
                    LogOutput.LoadFailed _,
                    LogOutput.SnapshotLoaded _,
                    LogOutput.SnapshotDone _,
                    LogOutput.SnapshotFailed _,
                    LogOutput.Alarm _ -> {}
        }
        return this;
    }

    private void restore(Snapshot snapshot) {
        if (snapshot.payload().isEmpty()) {
            quarantine(snapshot.id(), new IllegalStateException("its events are kept aside"));
            return;
        }
        try {
            view.restore(
                    snapshot.id(),
                    kind.stateType().cast(bytes.snapshot(snapshot.payload().get())));
        } catch (RuntimeException unreadable) {
            quarantine(snapshot.id(), unreadable);
        }
    }

    private void replay(Commit commit) {
        for (Entry entry : commit.entries()) {
            switch (entry) {
                case Entry.Event event -> {
                    if (view.isQuarantined(event.id())
                            || view.state(event.id())
                                    .filter(state -> state.sequence() >= event.sequence())
                                    .isPresent()) {
                        continue;
                    }
                    try {
                        view.apply(event.id(), fact(bytes.event(event.payload())), this::quarantine);
                    } catch (RuntimeException unreadable) {
                        quarantine(event.id(), unreadable);
                    }
                }
                case Entry.Archive archive -> view.remove(archive.id());
                case Entry.Deletion _ -> {}
            }
        }
    }

    private void committed(Commit commit, List<Optional<Object>> live) {
        for (int i = 0; i < commit.entries().size(); i++) {
            Entry entry = commit.entries().get(i);
            if (entry instanceof Entry.Archive) {
                view.remove(entry.id());
                wakeUps.due(entry.id(), Optional.empty());
            } else if (entry instanceof Entry.Event && live.get(i).isPresent()) {
                Recorded<E> fact = fact(live.get(i).get());
                view.apply(entry.id(), fact, this::quarantine).ifPresent(state -> {
                    wakeUps.due(entry.id(), dueAt(state, fact.at().plus(settings.wakeAfter())));
                    tellFollowers(state);
                });
            }
        }
    }

    /** Everything that the log keeps of this type is a fact of this kind of resource. */
    @SuppressWarnings("unchecked")
    private Recorded<E> fact(Object event) {
        return (Recorded<E>) event;
    }

    private void quarantine(String id, RuntimeException why) {
        view.quarantine(id);
        wakeUps.due(id, Optional.empty());
        log.ifPresent(each -> each.tell(new LogMessage.KeepAside(id)));
        getContext()
                .getLog()
                .atError()
                .addKeyValue(kind.resource().type(), id)
                .setCause(why)
                .log("Cannot be replayed; it is quarantined until a person repairs it.");
    }

    private void acquired() {
        ready = true;
        Instant now = clock.instant();
        view.all().forEach((id, state) -> wakeUps.due(id, dueAt(state, now)));
        timers.startTimerWithFixedDelay(
                ResourceMessage.LookWhoIsDue.class, new ResourceMessage.LookWhoIsDue(), Duration.ZERO, LOOK);
        followers.keySet().forEach(this::sendAll);
        List<PendingList> waited = List.copyOf(early);
        early.clear();
        waited.forEach(this::list);
    }

    /**
     * When a resource must be woken: soon when it owes something, else at its deadline, else when it can be archived.
     */
    private Optional<Instant> dueAt(S state, Instant soon) {
        if (kind.resource().restless(state)) {
            return Optional.of(soon);
        }
        Optional<Instant> deadline = kind.resource().deadline(state).map(Deadline::at);
        return deadline.isPresent()
                ? deadline
                : kind.resource().archivable(state).map(Archivable::from);
    }

    private void wake(String id) {
        region.tell(new ShardingEnvelope<>(id, new ResourceMessage.WakeUp()));
    }

    private void saveSnapshot(String id) {
        Optional<S> state = view.state(id);
        if (state.isEmpty() || log.isEmpty()) {
            log.filter(_ -> view.isQuarantined(id)).ifPresent(each -> each.tell(new LogMessage.KeepAside(id)));
            return;
        }
        log.get()
                .tell(new LogMessage.SaveSnapshot(
                        id, state.get().sequence(), clock.millis(), state.get(), new CompletableFuture<>()));
    }

    // Lists.

    private void list(PendingList list) {
        if (stopping || fenced) {
            list.caller().answer(unavailable());
        } else if (!ready || log.isEmpty()) {
            if (early.size() < settings.callersAtMost()) {
                early.add(list);
            } else {
                list.caller().answer(new Reply.Refused(ErrorCode.OVERLOADED, "too many lists wait for " + shard));
            }
        } else if (list.asked().staleOk()) {
            answer(list);
        } else {
            long token = ++tokens;
            proving.put(token, list);
            ActorRef<ResourceMessage> self = getContext().getSelf();
            Consumer<LogMessage.Proof> then = proof -> self.tell(new ResourceMessage.Proven(token, proof));
            log.get().tell(new LogMessage.Barrier(Optional.empty(), settings.barrierPatience(), then));
        }
    }

    private Behavior<ResourceMessage> proven(long token, LogMessage.Proof proof) {
        Optional.ofNullable(proving.remove(token)).ifPresent(list -> {
            switch (proof) {
                case LogMessage.Proof.Passed _ -> answer(list);
                case LogMessage.Proof.Failed _ -> list.caller().answer(unavailable());
            }
        });
        return this;
    }

    private void answer(PendingList list) {
        ResourceMessage.ListStates asked = list.asked();
        List<S> found = view.list(asked.prefix(), asked.after(), asked.limit() + 1, asked.onlyRestless());
        boolean more = found.size() > asked.limit();
        List<Body> states = found.stream().limit(asked.limit()).map(Body::new).toList();
        list.caller().answer(new Reply.States(states, more));
    }

    private List<PendingList> lists() {
        List<PendingList> all = new ArrayList<>(early);
        all.addAll(proving.values());
        return all;
    }

    private void refuseAll() {
        lists().forEach(list -> list.caller().answer(unavailable()));
        early.clear();
        proving.clear();
    }

    private Reply unavailable() {
        return new Reply.Refused(ErrorCode.UNAVAILABLE, "shard " + shard + " is not served here right now");
    }

    private void events(ResourceMessage.ListEvents asked) {
        Caller caller = new Caller(asked.replyTo());
        if (!ready || stopping || log.isEmpty()) {
            caller.answer(unavailable());
        } else {
            events.read(log.get(), asked, caller);
        }
    }

    // Followers.

    private Behavior<ResourceMessage> follow(ResourceMessage.Follow follow) {
        ActorRef<Followed> follower = follow.follower();
        if (followers.put(follower, 0L) == null) {
            getContext().watchWith(follower, new ResourceMessage.FollowerLost(follower));
        }
        if (ready && !(follow.keeping().equals(keeping) && follow.number() == followers.get(follower))) {
            sendAll(follower);
        }
        return this;
    }

    private void sendAll(ActorRef<Followed> follower) {
        followers.put(follower, 0L);
        List<Body> states = view.all().values().stream()
                .filter(kind.resource()::listed)
                .map(Body::new)
                .toList();
        follower.tell(new Followed.All(shard.number(), keeping, states));
    }

    private void tellFollowers(S state) {
        if (followers.isEmpty()) {
            return;
        }
        Body body = new Body(state);
        followers.replaceAll((follower, number) -> {
            follower.tell(new Followed.Change(shard.number(), keeping, number + 1, body));
            return number + 1;
        });
    }

    /** Hand-off: what is queued is finished, then the log is let go; the next owner waits for nobody. */
    private Behavior<ResourceMessage> stop() {
        stopping = true;
        refuseAll();
        if (log.isEmpty()) {
            return Behaviors.stopped();
        }
        log.get().tell(new LogMessage.Release());
        return this;
    }
}
