package dev.holdfast.node.resource;

import dev.holdfast.core.log.Commit;
import dev.holdfast.core.log.Entry;
import dev.holdfast.core.log.LogOutput;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.log.Snapshot;
import dev.holdfast.core.resource.Archivable;
import dev.holdfast.core.resource.Deadline;
import dev.holdfast.core.resource.Effect;
import dev.holdfast.core.resource.Party;
import dev.holdfast.core.resource.Recorded;
import dev.holdfast.core.resource.Rejection;
import dev.holdfast.core.resource.ResourceState;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.node.codec.Body;
import dev.holdfast.node.codec.Sendable;
import dev.holdfast.node.log.LogBytes;
import dev.holdfast.node.log.LogMessage;
import dev.holdfast.node.log.ShardLogs;
import dev.holdfast.node.telemetry.ResourceFigures;
import dev.holdfast.node.telemetry.Telemetry;
import dev.holdfast.node.view.RecentChanges;
import dev.holdfast.node.view.ShardView;
import dev.holdfast.node.view.WakeUps;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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

    private final TimerScheduler<ResourceMessage> timers;
    private final ResourceKind<S, C, E, F, R> kind;
    private final ActorRef<ShardingEnvelope<ResourceMessage>> region;
    private final ResourceSettings settings;
    private final Clock clock;
    private final LogBytes bytes;
    private final ShardView<S, E> view;
    private final EventReader<E> events;
    private final StateReplay<S, E> replays;
    private final WakeUps wakeUps;
    private final Waking waking;
    private final KeeperWatches watches;
    private final ShardLists<S> lists;
    private final RecentChanges<S, E> recent;
    private final Followers<S> followers;
    private final ResourceFigures figures;
    private final ShardAudit<S> audit;
    private final KeptShards.Kept kept;
    private final int shard;
    private Optional<ActorRef<LogMessage>> log = Optional.empty();
    private Optional<ShardDuty<S>> duty = Optional.empty();
    private final Map<String, RuntimeException> doubtful = new TreeMap<>();
    private boolean ready;
    private Instant servedSince;
    private boolean fenced;
    private boolean stopping;

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
        this.region = region;
        this.settings = settings;
        this.clock = clock;
        this.bytes = new LogBytes(context.getSystem());
        this.view = new ShardView<>(kind.resource());
        this.events = new EventReader<>(kind.resource(), bytes, settings.barrierPatience());
        this.replays = new StateReplay<>(kind.resource(), events);
        this.wakeUps = new WakeUps(settings.wakeAgain());
        this.waking =
                new Waking(wakeUps, WakeAdmission.get(context.getSystem()), settings.wakeBurst(), settings.wakeAgain());
        this.watches = new KeeperWatches(shard.number());
        ActorRef<ResourceMessage> self = context.getSelf();
        Freight freight = new Freight(bytes::size);
        this.lists =
                new ShardLists<>(shard, view, kind.resource().fields(), settings.callersAtMost(), freight, this::prove);
        String keeping = self.path().toSerializationFormat() + "#" + self.path().uid() + "@" + clock.millis();
        this.recent = new RecentChanges<>(kind.resource(), settings.keptChanges());
        this.followers = new Followers<>(shard.number(), keeping, recent, this::shown, freight);
        this.shard = shard.number();
        this.figures = Telemetry.get(context.getSystem()).resources(shard.type());
        this.audit = new ShardAudit<>(kind.resource(), view);
        this.servedSince = clock.instant();
        this.kept = KeptShards.get(context.getSystem()).begin(shard);
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
                    lists.refuseAll();
                    followers.end();
                    waking.end();
                    watches.tell(false);
                    figures.forget(shard);
                    kept.isGone();
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
                } else if (ready) {
                    // It was acquired before we heard that it had begun.
                    lists.acquired();
                    followers.waiting().forEach(this::proveFollow);
                }
                yield this;
            }
            case ResourceMessage.Listing asked -> {
                if (stopping || fenced) {
                    asked.replyTo().tell(lists.unavailable());
                } else {
                    lists.ask(asked, ready && log.isPresent());
                }
                yield this;
            }
            case ResourceMessage.Proven(long token, LogMessage.Proof proof) -> {
                lists.proven(token, proof);
                yield this;
            }
            case ResourceMessage.ListEvents asked -> {
                events(asked);
                yield this;
            }
            case ResourceMessage.ListFindings(ActorRef<Reply> replyTo) -> {
                replyTo.tell(
                        ready && !stopping
                                ? new Reply.Findings(
                                        audit.findings().stream()
                                                .map(found -> new Reply.Findings.One(
                                                        found.id(),
                                                        found.finding().rule(),
                                                        found.finding().what(),
                                                        found.since()))
                                                .toList(),
                                        audit.count())
                                : lists.unavailable());
                yield this;
            }
            case ResourceMessage.ReplayState asked -> {
                Caller caller = new Caller(asked.replyTo());
                if (!ready || stopping || log.isEmpty()) {
                    caller.answer(lists.unavailable());
                } else {
                    replays.replay(log.get(), asked, caller);
                }
                yield this;
            }
            case ResourceMessage.Say(Body what, ActorRef<Sendable> from) -> {
                onDuty().ifPresent(each -> each.said(what, from));
                yield this;
            }
            case ResourceMessage.Ask(Body question, ActorRef<Reply> replyTo) -> {
                replyTo.tell(onDuty().flatMap(each -> each.asked(question))
                        .<Reply>map(Reply.Done::new)
                        .orElseGet(lists::unavailable));
                yield this;
            }
            case ResourceMessage.Later(Runnable what) -> {
                onDuty().ifPresent(_ -> what.run());
                yield this;
            }
            case ResourceMessage.Follow follow -> follow(follow);
            case ResourceMessage.FollowProven(ResourceMessage.Follow follow, LogMessage.Proof proof) -> {
                followProven(follow, proof);
                yield this;
            }
            case ResourceMessage.FollowerLost(ActorRef<Followed> follower) -> {
                followers.remove(follower);
                yield this;
            }
            case ResourceMessage.LookWhoIsDue() -> {
                wakeWhoIsDue();
                onDuty().ifPresent(ShardDuty::tick);
                if (ready) {
                    audit.look(clock.instant(), Duration.between(servedSince, clock.instant()));
                    figures.show(shard, view.census(), wakeUps.size(), audit.count());
                }
                yield this;
            }
            case ResourceMessage.Stop() -> stop();
            case ResourceMessage.LogLost() -> Behaviors.stopped();
            case ResourceMessage.Execute(var _, var _, var _, ActorRef<Reply> replyTo) -> misdirected(replyTo);
            case ResourceMessage.Read(var _, ActorRef<Reply> replyTo) -> misdirected(replyTo);
            case ResourceMessage.Ping(ActorRef<ResourceMessage.Kept> watch) -> {
                watches.pinged(watch, ready && !stopping);
                yield this;
            }
            case ResourceMessage.Awake(String id) -> {
                if (waking.awake(id)) {
                    wakeWhoIsDue();
                }
                yield this;
            }
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
            case LogOutput.Acquired(long term, var _) -> acquired(term);
            case LogOutput.SnapshotsWanted(List<String> ids) -> ids.forEach(this::saveSnapshot);
            case LogOutput.Fenced _ -> {
                ready = false;
                fenced = true;
                figures.forget(shard);
                kept.waits();
                lists.refuseAll();
                followers.end();
                waking.end();
            }
            case LogOutput.Quarantined(String why) -> {
                ready = false;
                fenced = true;
                figures.forget(shard);
                kept.isQuarantined();
                lists.quarantined(why);
                followers.end();
                waking.end();
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
        recent.commit(commit.position());
        for (int i = 0; i < commit.entries().size(); i++) {
            switch (commit.entries().get(i)) {
                case Entry.Event event -> replay(i, event);
                case Entry.Archive archive -> view.remove(archive.id());
                case Entry.Deletion _ -> {}
            }
        }
        recent.committed();
    }

    private void replay(int index, Entry.Event event) {
        if (view.isQuarantined(event.id())) {
            return;
        }
        if (view.state(event.id())
                .filter(state -> state.sequence() >= event.sequence())
                .isPresent()) {
            recent.addCovered(
                    index, event.id(), event.sequence(), event.begins(), () -> fact(bytes.event(event.payload())));
            return;
        }
        if (event.begins()) {
            // A snapshot of an earlier life of the name may have been restored.
            view.remove(event.id());
        }
        Optional<S> before = view.state(event.id());
        try {
            Recorded<E> fact = fact(bytes.event(event.payload()));
            view.apply(event.id(), fact, this::quarantine)
                    .ifPresent(_ -> recent.add(index, event.id(), event.begins(), before, fact));
        } catch (RuntimeException unreadable) {
            quarantine(event.id(), unreadable);
        }
    }

    private void committed(Commit commit, List<Optional<Object>> live) {
        recent.commit(commit.position());
        for (int i = 0; i < commit.entries().size(); i++) {
            Entry entry = commit.entries().get(i);
            if (entry instanceof Entry.Archive) {
                view.remove(entry.id());
                audit.removed(entry.id());
                wakeUps.due(entry.id(), Optional.empty());
            } else if (entry instanceof Entry.Event event && live.get(i).isPresent()) {
                committed(i, event, fact(live.get(i).get()));
            }
        }
        recent.committed();
    }

    private void committed(int index, Entry.Event event, Recorded<E> fact) {
        String id = event.id();
        figures.committed(fact.event().getClass());
        Optional<S> before = view.state(id);
        view.apply(id, fact, this::quarantine).ifPresent(state -> {
            wakeUps.due(id, dueAt(state, fact.at().plus(settings.wakeAfter())));
            audit.changed(id, event.begins() ? Optional.empty() : before, state, clock.instant());
            recent.add(index, id, event.begins(), before, fact);
            duty.ifPresent(each -> each.shown(state));
            followers.changed(
                    id,
                    recent.change(
                            index,
                            fact.sequence(),
                            before.orElseGet(() -> recent.beginning(id, fact.sequence())),
                            state));
        });
    }

    /** Everything that the log keeps of this type is a fact of this kind of resource. */
    @SuppressWarnings("unchecked")
    private Recorded<E> fact(Object event) {
        return (Recorded<E>) event;
    }

    /**
     * What is read before the shard is owned for certain may be half of what a newer owner is just tidying up; nobody
     * is alarmed by that before it is known to be all there is.
     */
    private void quarantine(String id, RuntimeException why) {
        view.quarantine(id);
        wakeUps.due(id, Optional.empty());
        if (ready) {
            declareQuarantined(id, why);
        } else {
            doubtful.put(id, why);
        }
    }

    private void declareQuarantined(String id, RuntimeException why) {
        log.ifPresent(each -> each.tell(new LogMessage.KeepAside(id)));
        getContext()
                .getLog()
                .atError()
                .addKeyValue(kind.resource().type(), id)
                .setCause(why)
                .log("Cannot be replayed; it is quarantined until a person repairs it.");
    }

    private void acquired(long term) {
        ready = true;
        servedSince = clock.instant();
        duty = kind.duty().map(maker -> maker.begin(term, new OwnShard()));
        duty.ifPresent(each -> view.all().values().forEach(each::shown));
        kept.serves();
        doubtful.forEach(this::declareQuarantined);
        doubtful.clear();
        Instant now = clock.instant();
        view.all().forEach((id, state) -> wakeUps.due(id, dueAt(state, now)));
        timers.startTimerWithFixedDelay(
                ResourceMessage.LookWhoIsDue.class, new ResourceMessage.LookWhoIsDue(), Duration.ZERO, LOOK);
        recent.begin();
        followers.begin();
        watches.tell(true);
        if (log.isPresent()) {
            lists.acquired();
            followers.waiting().forEach(this::proveFollow);
        }
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

    private void wakeWhoIsDue() {
        if (!ready || stopping) {
            return;
        }
        for (String id : waking.next(clock.instant())) {
            region.tell(new ShardingEnvelope<>(
                    id, new ResourceMessage.WakeUp(getContext().getSelf())));
        }
    }

    private Optional<ShardDuty<S>> onDuty() {
        return ready && !stopping ? duty : Optional.empty();
    }

    private final class OwnShard implements ShardDuty.Shard {
        @Override
        public void prove(Consumer<Boolean> answer) {
            ActorRef<ResourceMessage> self = getContext().getSelf();
            Consumer<LogMessage.Proof> then = proof ->
                    self.tell(new ResourceMessage.Later(() -> answer.accept(proof instanceof LogMessage.Proof.Passed)));
            if (log.isPresent()) {
                log.get().tell(new LogMessage.Barrier(Optional.empty(), settings.barrierPatience(), then));
            } else {
                self.tell(new ResourceMessage.Later(() -> answer.accept(false)));
            }
        }

        @Override
        public void give(String id, Object command, Party party) {
            region.tell(new ShardingEnvelope<>(id, new ResourceMessage.Tell(new Body(command), party)));
        }

        @Override
        public void after(Duration time, Runnable what) {
            getContext().scheduleOnce(time, getContext().getSelf(), new ResourceMessage.Later(what));
        }
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

    // What others ask.

    private void prove(long token) {
        ActorRef<ResourceMessage> self = getContext().getSelf();
        Consumer<LogMessage.Proof> then = proof -> self.tell(new ResourceMessage.Proven(token, proof));
        log.ifPresent(each -> each.tell(new LogMessage.Barrier(Optional.empty(), settings.barrierPatience(), then)));
    }

    private void events(ResourceMessage.ListEvents asked) {
        Caller caller = new Caller(asked.replyTo());
        if (!ready || stopping || log.isEmpty()) {
            caller.answer(lists.unavailable());
        } else {
            events.read(log.get(), asked, caller);
        }
    }

    private Behavior<ResourceMessage> follow(ResourceMessage.Follow follow) {
        if (stopping || fenced) {
            follow.follower().tell(followers.ended());
            return this;
        }
        if (followers.add(follow)) {
            getContext().watchWith(follow.follower(), new ResourceMessage.FollowerLost(follow.follower()));
        }
        if (ready && follow.proven()) {
            proveFollow(follow);
        } else if (ready) {
            followers.answer(follow);
        }
        return this;
    }

    /** Who is about to begin, or asks whether all is well, must not be answered by an owner that was overtaken. */
    private void proveFollow(ResourceMessage.Follow follow) {
        ActorRef<ResourceMessage> self = getContext().getSelf();
        Consumer<LogMessage.Proof> then = proof -> self.tell(new ResourceMessage.FollowProven(follow, proof));
        log.ifPresent(each -> each.tell(new LogMessage.Barrier(Optional.empty(), settings.barrierPatience(), then)));
    }

    private void followProven(ResourceMessage.Follow follow, LogMessage.Proof proof) {
        switch (proof) {
            case LogMessage.Proof.Passed _ -> {
                if (ready && !stopping) {
                    followers.answer(follow);
                }
            }
            // Whoever is the owner now will answer when the follower asks again; if that is late, it has ended by then.
            case LogMessage.Proof.Failed _ -> {}
        }
    }

    private List<Body> shown(String prefix) {
        return view.list(prefix, "", Integer.MAX_VALUE, false).stream()
                .map(Body::new)
                .toList();
    }

    /** Hand-off: what is queued is finished, then the log is let go; the next owner waits for nobody. */
    private Behavior<ResourceMessage> stop() {
        stopping = true;
        kept.isLetGo();
        lists.handedOver();
        followers.end();
        waking.end();
        if (log.isEmpty()) {
            return Behaviors.stopped();
        }
        log.get().tell(new LogMessage.Release());
        return this;
    }
}
