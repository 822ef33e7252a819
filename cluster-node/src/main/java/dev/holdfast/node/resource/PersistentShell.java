package dev.holdfast.node.resource;

import dev.holdfast.core.log.LogOutput;
import dev.holdfast.core.resource.Archivable;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Deadline;
import dev.holdfast.core.resource.Decision;
import dev.holdfast.core.resource.EffectTracker;
import dev.holdfast.core.resource.Notice;
import dev.holdfast.core.resource.Party;
import dev.holdfast.core.resource.Recorded;
import dev.holdfast.core.resource.Rejection;
import dev.holdfast.core.resource.Resource;
import dev.holdfast.core.resource.ResourceState;
import dev.holdfast.core.resource.TrackerPolicy;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.Uid;
import dev.holdfast.node.codec.Body;
import dev.holdfast.node.codec.Sendable;
import dev.holdfast.node.log.LogDamagedException;
import dev.holdfast.node.log.LogMessage;
import dev.holdfast.node.log.LogUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.persistence.typed.JournalPersistFailed;
import org.apache.pekko.persistence.typed.JournalPersistRejected;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A resource's shell once its shard is owned. It owns the resource's state and its effect tracker; it never knows a
 * rule.
 *
 * <p>Every answer that commits nothing (a read, a refusal, a repeat, a no-op, a notice without a fact) waits for a
 * barrier and is given only if this copy is the newest; what was committed proves itself. When a persist fails, the
 * caller whose command it was is told what is true: certainly not, or nobody knows; and never from the state that Pekko
 * hands over then, which has the unstored events in it.
 */
final class PersistentShell<
                S extends ResourceState, C, E, F extends dev.holdfast.core.resource.Effect, R extends Rejection>
        extends EventSourcedBehavior<ResourceMessage, Recorded<E>, S> {
    private static final Logger EVENTS = LoggerFactory.getLogger("dev.holdfast.events");

    /** A copy that is spoken to proves itself at least so often. */
    private static final Duration PROVE_EVERY = Duration.ofSeconds(30);

    /** Something that is done, or somebody who is told so, when a barrier has passed. */
    private record Waiting(Runnable then, Runnable otherwise) {}

    private final ActorContext<ResourceMessage> context;
    private final TimerScheduler<ResourceMessage> timers;
    private final ResourceKind<S, C, E, F, R> kind;
    private final Resource<S, C, E, F, R> resource;
    private final String id;
    private final ActorRef<ClusterSharding.ShardCommand> shard;
    private final ShardAccess access;
    private final LastWord lastWord;
    private final ResourceSettings settings;
    private final Clock clock;
    private final Surroundings<F> surroundings;
    private final EffectTracker<F> tracker = new EffectTracker<>(TrackerPolicy.DEFAULT);
    private final Map<Long, Waiting> waiting = new LinkedHashMap<>();
    private Optional<Caller> persisting = Optional.empty();
    private Optional<ActorRef<Sendable>> partner = Optional.empty();
    private Optional<Party> partnerParty = Optional.empty();
    private Optional<Instant> armed = Optional.empty();
    private Instant provenAt = Instant.EPOCH;
    private long tokens;
    private long heard;
    private long heardBefore;
    private Reply unavailable;
    private boolean stale;

    PersistentShell(
            ActorContext<ResourceMessage> context,
            TimerScheduler<ResourceMessage> timers,
            ResourceKind<S, C, E, F, R> kind,
            String id,
            ActorRef<ClusterSharding.ShardCommand> shard,
            ShardAccess access,
            LastWord lastWord,
            ResourceSettings settings,
            Clock clock) {
        super(PersistenceId.of(kind.resource().type(), id));
        this.context = context;
        this.timers = timers;
        this.kind = kind;
        this.resource = kind.resource();
        this.id = id;
        this.shard = shard;
        this.access = access;
        this.lastWord = lastWord;
        this.settings = settings;
        this.clock = clock;
        this.unavailable = new Reply.Refused(
                ErrorCode.UNAVAILABLE, resource.type() + " " + id + " cannot be served here right now");
        this.surroundings = kind.surroundings().apply(new ResourceKind.Site(context, id));
    }

    @Override
    public S emptyState() {
        return resource.unknown(id, access.floor());
    }

    @Override
    public EventHandler<S, Recorded<E>> eventHandler() {
        return resource::evolve;
    }

    @Override
    public CommandHandler<ResourceMessage, Recorded<E>, S> commandHandler() {
        return this::receive;
    }

    private Effect<Recorded<E>, S> receive(S state, ResourceMessage message) {
        if (!(message instanceof ResourceMessage.Idle)) {
            heard++;
        }
        return switch (message) {
            case ResourceMessage.Tracked(ResourceMessage.Asked asked, Caller caller) -> asked(state, asked, caller);
            case ResourceMessage.Tell(Body command, Party party) ->
                execute(state, command, party, Optional.empty(), () -> {});
            case ResourceMessage.Attach attach -> attach(state, attach);
            case ResourceMessage.Acknowledge(var key) -> {
                tracker.acknowledged(key);
                arm();
                yield Effect().none();
            }
            case ResourceMessage.Proven(long token, LogMessage.Proof proof) -> proven(state, token, proof);
            case ResourceMessage.TimeIsUp _ -> {
                armed = Optional.empty();
                tracker.woken(now());
                yield run(state);
            }
            case ResourceMessage.WakeUp(ActorRef<ResourceMessage> keeper) -> {
                keeper.tell(new ResourceMessage.Awake(id));
                armed = Optional.empty();
                tracker.woken(now());
                yield atRest() && archiveIfDue(state) ? Effect().none().thenStop() : run(state);
            }
            case ResourceMessage.Idle _ -> {
                boolean quiet = heard == heardBefore;
                lookAgainWhetherIdle();
                yield quiet ? idle(state) : Effect().none();
            }
            case ResourceMessage.PartnerLost(ActorRef<Sendable> lost) -> {
                partner = partner.filter(each -> !each.equals(lost));
                yield Effect().none();
            }
            case ResourceMessage.Stop _ -> {
                // Whoever still waits waits for a proof, and nothing was done for them.
                lastWord.say(Reply.Refused.UNDELIVERED);
                yield Effect().none().thenStop();
            }
            case ResourceMessage.LogLost _ -> Effect().none().thenStop();
            case ResourceMessage.Asked _,
                    ResourceMessage.Granted _,
                    ResourceMessage.Denied _,
                    ResourceMessage.Ping _,
                    ResourceMessage.Awake _,
                    ResourceMessage.Follow _,
                    ResourceMessage.FromLog _,
                    ResourceMessage.Say _,
                    ResourceMessage.Later _,
                    ResourceMessage.LogBegun _,
                    ResourceMessage.LookWhoIsDue _,
                    ResourceMessage.FollowProven _,
                    ResourceMessage.FollowerLost _ -> Effect().unhandled();
        };
    }

    // Questions and commands.

    private Effect<Recorded<E>, S> asked(S state, ResourceMessage.Asked asked, Caller caller) {
        return switch (asked) {
            case ResourceMessage.Read(boolean staleOk, var _) -> read(state, staleOk, caller);
            case ResourceMessage.Execute(Body command, Party party, boolean validateOnly, var _) ->
                validateOnly
                        ? validate(state, command, party, caller)
                        : execute(state, command, party, Optional.of(caller), () -> {});
            case ResourceMessage.Listing _,
                    ResourceMessage.ListEvents _,
                    ResourceMessage.ListFindings _,
                    ResourceMessage.ReplayState _,
                    ResourceMessage.Ask _ -> {
                caller.answer(new Reply.Refused(ErrorCode.INTERNAL, "a list was asked of a resource"));
                yield Effect().none();
            }
        };
    }

    private Effect<Recorded<E>, S> read(S state, boolean staleOk, Caller caller) {
        Reply answer = new Reply.Done(new Body(state));
        if (staleOk) {
            caller.answer(answer);
        } else {
            prove(() -> caller.answer(answer), () -> caller.answer(unavailable()));
        }
        return Effect().none();
    }

    private Effect<Recorded<E>, S> execute(
            S state, Body body, Party party, Optional<Caller> caller, Runnable afterwards) {
        Optional<C> command = ResourceMessage.content(body, kind.commandType());
        if (command.isEmpty()) {
            caller.ifPresent(each -> each.answer(new Reply.Refused(
                    ErrorCode.INTERNAL,
                    body.value().getClass().getSimpleName() + " is no command of a " + resource.type())));
            return Effect().none();
        }
        if (resource.heardFromHost(command.get())) {
            tracker.heard(now());
        }
        Instant now = now();
        return switch (resource.decide(state, command.get(), context(now, party))) {
            case Decision.Rejected<E, R>(R reason) -> {
                caller.ifPresent(each -> prove(
                        () -> each.answer(new Reply.Refused(reason.code(), reason.message())),
                        () -> each.answer(unavailable())));
                yield run(state);
            }
            case Decision.Accepted<E, R>(List<E> events, List<Notice> notices)
            when events.isEmpty() -> {
                Reply answer = new Reply.Done(new Body(state));
                boolean anybody = caller.isPresent() || !notices.isEmpty();
                if (anybody) {
                    prove(
                            () -> {
                                notices.forEach(notice -> surroundings.tell(notice, partner));
                                caller.ifPresent(each -> each.answer(answer));
                            },
                            () -> {
                                caller.ifPresent(each -> each.answer(unavailable()));
                                dismissIfItIs(party);
                            });
                } else {
                    proveNowAndThen(now, party);
                }
                afterwards.run();
                yield run(state);
            }
            case Decision.Accepted<E, R>(List<E> events, List<Notice> notices) -> {
                persisting = caller;
                caller.ifPresent(each -> each.shouldItEndNow(unknown()));
                yield Effect().persist(stamp(state, events, party, now)).thenRun(committed -> {
                    persisting = Optional.empty();
                    provenAt = now;
                    advance(committed);
                    notices.forEach(notice -> surroundings.tell(notice, partner));
                    caller.ifPresent(each -> each.answer(new Reply.Done(new Body(committed))));
                    afterwards.run();
                    events.forEach(event -> report(committed, event, party));
                    runAfterCommit();
                });
            }
        };
    }

    private Effect<Recorded<E>, S> validate(S state, Body body, Party party, Caller caller) {
        Optional<C> command = ResourceMessage.content(body, kind.commandType());
        if (command.isEmpty()) {
            caller.answer(new Reply.Refused(ErrorCode.INTERNAL, "no command of a " + resource.type()));
            return Effect().none();
        }
        Instant now = now();
        Reply answer = switch (resource.decide(state, command.get(), context(now, party))) {
            case Decision.Rejected<E, R>(R reason) -> new Reply.Refused(reason.code(), reason.message());
            case Decision.Accepted<E, R>(List<E> events, var _) -> {
                S wouldBe = state;
                for (Recorded<E> fact : stamp(state, events, party, now)) {
                    wouldBe = resource.evolve(wouldBe, fact);
                }
                yield new Reply.Done(new Body(wouldBe));
            }
        };
        prove(() -> caller.answer(answer), () -> caller.answer(unavailable()));
        return Effect().none();
    }

    private Effect<Recorded<E>, S> attach(S state, ResourceMessage.Attach attach) {
        partner.filter(before -> !before.equals(attach.partner())).ifPresent(before -> {
            context.unwatch(before);
            surroundings.dismiss(before);
        });
        if (partner.filter(attach.partner()::equals).isEmpty()) {
            context.watchWith(attach.partner(), new ResourceMessage.PartnerLost(attach.partner()));
        }
        partner = Optional.of(attach.partner());
        partnerParty = Optional.of(attach.party());
        attach.partner().tell(new ResourceMessage.Attached(context.getSelf()));
        return execute(state, attach.command(), attach.party(), Optional.empty(), () -> tracker.unpark(now()));
    }

    /** What the partner said came to nothing and will not be said again; it begins anew with all that it knows. */
    private void dismissIfItIs(Party party) {
        if (partnerParty.filter(party::equals).isPresent()) {
            partner.ifPresent(surroundings::dismiss);
        }
    }

    private Context context(Instant now, Party party) {
        return new Context(now, party, new Uid(UUID.randomUUID().toString()));
    }

    private List<Recorded<E>> stamp(S state, List<E> events, Party party, Instant now) {
        List<Recorded<E>> facts = new ArrayList<>(events.size());
        long sequence = state.sequence();
        for (E event : events) {
            sequence++;
            facts.add(new Recorded<>(sequence, now, party, event));
        }
        return facts;
    }

    private void report(S state, E event, Party party) {
        if (EVENTS.isInfoEnabled()) {
            EVENTS.atInfo()
                    .addKeyValue(resource.type(), id)
                    .addKeyValue("sequence", state.sequence())
                    .addKeyValue("party", party)
                    .log("{}", resource.describe(event));
        }
    }

    // Barriers.

    private void prove(Runnable then, Runnable otherwise) {
        long token = ++tokens;
        waiting.put(token, new Waiting(then, otherwise));
        ActorRef<ResourceMessage> self = context.getSelf();
        access.barrier(id, settings.barrierPatience(), proof -> self.tell(new ResourceMessage.Proven(token, proof)));
    }

    /**
     * What changes nothing and is told to nobody needs no proof; but a copy to which only such things are said would
     * never learn that another one has moved on, and whoever says them would wait for ever.
     */
    private void proveNowAndThen(Instant now, Party party) {
        if (provenAt.plus(PROVE_EVERY).isBefore(now)) {
            provenAt = now;
            prove(() -> {}, () -> dismissIfItIs(party));
        }
    }

    private Effect<Recorded<E>, S> proven(S state, long token, LogMessage.Proof proof) {
        Waiting asked = waiting.remove(token);
        if (asked == null) {
            return Effect().none();
        }
        return switch (proof) {
            case LogMessage.Proof.Passed(long last, var _)
            when last <= state.sequence() -> {
                provenAt = now();
                asked.then().run();
                yield run(state);
            }
            case LogMessage.Proof.Passed _ -> {
                // Another copy of this resource has moved on; this one knows nothing that it may say.
                asked.otherwise().run();
                refuseAll();
                stale = true;
                yield Effect().none().thenStop();
            }
            case LogMessage.Proof.Failed(LogOutput.Refusal why)
            when why == LogOutput.Refusal.DAMAGED -> {
                unavailable = new Reply.Refused(
                        ErrorCode.QUARANTINED, resource.type() + " " + id + " is kept in a shard that has lost data");
                lastWord.say(unavailable);
                asked.otherwise().run();
                refuseAll();
                yield Effect().none().thenStop();
            }
            case LogMessage.Proof.Failed _ -> {
                asked.otherwise().run();
                yield run(state);
            }
        };
    }

    private void refuseAll() {
        waiting.values().forEach(each -> each.otherwise().run());
        waiting.clear();
    }

    private Reply unavailable() {
        return unavailable;
    }

    // Effects and deadlines.

    private void advance(S state) {
        tracker.advanced(resource.outstanding(state), resource.deadline(state).map(Deadline::at), now());
    }

    /** Takes the tracker's steps; the one that can need a persist, an expiry, is the effect that is given back. */
    private Effect<Recorded<E>, S> run(S state) {
        boolean expired = takeSteps();
        arm();
        Optional<Deadline<C>> deadline = expired ? resource.deadline(state) : Optional.empty();
        return deadline.isPresent()
                ? execute(state, new Body(deadline.get().expire()), Party.DEADLINE, Optional.empty(), () -> {})
                : Effect().none();
    }

    /** Right after a commit nothing is persisted in the same breath: an expiry is taken up at once, as a message. */
    private void runAfterCommit() {
        if (takeSteps()) {
            context.getSelf().tell(new ResourceMessage.TimeIsUp());
        }
        arm();
    }

    private boolean takeSteps() {
        boolean expired = false;
        Instant now = now();
        List<EffectTracker.Step<F>> steps = tracker.drain();
        while (!steps.isEmpty()) {
            for (EffectTracker.Step<F> step : steps) {
                switch (step) {
                    case EffectTracker.Step.Send<F>(F effect) -> {
                        if (!surroundings.send(effect, now, partner)) {
                            tracker.park(effect.key());
                        }
                    }
                    case EffectTracker.Step.AskBarrier<F>() ->
                        prove(() -> tracker.barrierPassed(now()), () -> tracker.barrierFailed(now()));
                    case EffectTracker.Step.Expire<F>() -> expired = true;
                }
            }
            steps = tracker.drain();
        }
        return expired;
    }

    private void arm() {
        Optional<Instant> next = tracker.wakeAt();
        if (next.isEmpty() || armed.filter(at -> !next.get().isBefore(at)).isPresent()) {
            return;
        }
        armed = next;
        Duration delay = EffectTracker.until(next.get(), now());
        timers.startSingleTimer(ResourceMessage.TimeIsUp.class, new ResourceMessage.TimeIsUp(), delay);
    }

    /**
     * One timer, that looks at what came meanwhile. A receive timeout would be cancelled and set anew by each message,
     * and what is cancelled stays in the scheduler's wheel for up to a turn of it.
     */
    private void lookAgainWhetherIdle() {
        heardBefore = heard;
        timers.startSingleTimer(ResourceMessage.Idle.class, new ResourceMessage.Idle(), settings.idleAfter());
    }

    /** Nothing was asked for a while: an old tombstone is archived, and who owes nothing goes to sleep. */
    private Effect<Recorded<E>, S> idle(S state) {
        if (!atRest()) {
            return Effect().none();
        }
        if (archiveIfDue(state)) {
            return Effect().none().thenStop();
        }
        shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
        return Effect().none();
    }

    private boolean atRest() {
        return tracker.restful() && waiting.isEmpty() && partner.isEmpty();
    }

    /** Whoever loads the id next waits for this, so the entity may stop at once. */
    private boolean archiveIfDue(S state) {
        Optional<Archivable> tombstone = resource.archivable(state).filter(each -> !now().isBefore(each.from()));
        tombstone.ifPresent(each -> access.archive(id, state.sequence(), each.epoch()));
        return tombstone.isPresent();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    // What Pekko tells.

    @Override
    public SignalHandler<S> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.class, (state, _) -> recovered(state))
                .onSignal(RecoveryFailed.class, (_, failed) -> recoveryFailed(failed.failure()))
                .onSignal(JournalPersistRejected.class, (_, rejected) -> persistRejected(rejected.failure()))
                .onSignal(JournalPersistFailed.class, (_, failed) -> persistFailed(failed.failure()))
                .build();
    }

    private void recovered(S state) {
        if (lastSequenceNumber(context) != state.sequence()) {
            if (state.unknown()) {
                // Another id was archived since this one was granted its floor; the next copy begins above it.
                throw new LogUnavailableException(resource.type() + " " + id + " begins anew");
            }
            throw new IllegalStateException(resource.type() + " " + id + " was replayed to sequence " + state.sequence()
                    + " while its log is at " + lastSequenceNumber(context));
        }
        tracker.recovered(resource.outstanding(state), resource.deadline(state).map(Deadline::at), now());
        lookAgainWhetherIdle();
        runAfterCommit();
    }

    private void recoveryFailed(Throwable cause) {
        if (ReplayFailure.passes(cause)) {
            ReplayTroubles.get(context.getSystem()).failed(resource.type(), id, cause);
            return;
        }
        lastWord.say(new Reply.Refused(
                ErrorCode.QUARANTINED, resource.type() + " " + id + " cannot be replayed: " + cause.getMessage()));
        context.getLog()
                .atError()
                .addKeyValue(resource.type(), id)
                .setCause(cause)
                .log("Cannot be replayed; it is quarantined until a person repairs it.");
    }

    private void persistRejected(Throwable cause) {
        ErrorCode code = causedBy(cause, LogDamagedException.class) ? ErrorCode.QUARANTINED : ErrorCode.INTERNAL;
        persisting.ifPresent(each -> each.answer(
                causedBy(cause, LogUnavailableException.class)
                        ? unavailable()
                        : new Reply.Refused(code, String.valueOf(cause.getMessage()))));
    }

    private void persistFailed(Throwable cause) {
        context.getLog()
                .atWarn()
                .addKeyValue(resource.type(), id)
                .addKeyValue("why", cause.getMessage())
                .log("Nobody knows whether a command was written; its caller is told so.");
        persisting.ifPresent(each -> each.answer(unknown()));
    }

    private Reply unknown() {
        return new Reply.Refused(
                ErrorCode.OUTCOME_UNKNOWN,
                "whether this was done on " + resource.type() + " " + id + " is not known yet");
    }

    private static boolean causedBy(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (type.isInstance(each)) {
                return true;
            }
        }
        return false;
    }

    /** For tests: whether this copy found out that it was not the newest. */
    boolean wasStale() {
        return stale;
    }
}
