package dev.holdfast.core.instance;

import dev.holdfast.core.instance.InstanceEvent.ClaimLost;
import dev.holdfast.core.instance.InstanceEvent.ClaimRefused;
import dev.holdfast.core.instance.InstanceEvent.CreationAbandoned;
import dev.holdfast.core.instance.InstanceEvent.CreationRetried;
import dev.holdfast.core.instance.InstanceEvent.DeallocationRequested;
import dev.holdfast.core.instance.InstanceEvent.DeallocationRetried;
import dev.holdfast.core.instance.InstanceEvent.DeletionRequested;
import dev.holdfast.core.instance.InstanceEvent.DeletionRetried;
import dev.holdfast.core.instance.InstanceEvent.DriftObserved;
import dev.holdfast.core.instance.InstanceEvent.HealingBegun;
import dev.holdfast.core.instance.InstanceEvent.HealingRetried;
import dev.holdfast.core.instance.InstanceEvent.InstanceClaimed;
import dev.holdfast.core.instance.InstanceEvent.InstanceCreated;
import dev.holdfast.core.instance.InstanceEvent.InstanceDeallocated;
import dev.holdfast.core.instance.InstanceEvent.InstanceDeleted;
import dev.holdfast.core.instance.InstanceEvent.InstanceDisconnected;
import dev.holdfast.core.instance.InstanceEvent.InstanceFailed;
import dev.holdfast.core.instance.InstanceEvent.InstanceHeld;
import dev.holdfast.core.instance.InstanceEvent.InstancePlaced;
import dev.holdfast.core.instance.InstanceEvent.InstanceReconnected;
import dev.holdfast.core.instance.InstanceEvent.InstanceRequested;
import dev.holdfast.core.instance.InstanceEvent.InstanceStarted;
import dev.holdfast.core.instance.InstanceEvent.InstanceStopped;
import dev.holdfast.core.instance.InstanceEvent.InstanceUpdated;
import dev.holdfast.core.instance.InstanceEvent.OperationSatisfied;
import dev.holdfast.core.instance.InstanceEvent.PlaceLost;
import dev.holdfast.core.instance.InstanceEvent.PlacementDeferred;
import dev.holdfast.core.instance.InstanceEvent.QuotaGranted;
import dev.holdfast.core.instance.InstanceEvent.ReleaseConfirmed;
import dev.holdfast.core.instance.InstanceEvent.RestartRequested;
import dev.holdfast.core.instance.InstanceEvent.RestartRetried;
import dev.holdfast.core.instance.InstanceEvent.StartAbandoned;
import dev.holdfast.core.instance.InstanceEvent.StartFailed;
import dev.holdfast.core.instance.InstanceEvent.StartRequested;
import dev.holdfast.core.instance.InstanceEvent.StopFailed;
import dev.holdfast.core.instance.InstanceEvent.StopForced;
import dev.holdfast.core.instance.InstanceEvent.StopRequested;
import dev.holdfast.core.instance.InstanceState.Absent;
import dev.holdfast.core.instance.InstanceState.Creating;
import dev.holdfast.core.instance.InstanceState.Deallocated;
import dev.holdfast.core.instance.InstanceState.Deallocating;
import dev.holdfast.core.instance.InstanceState.Deleted;
import dev.holdfast.core.instance.InstanceState.Deleting;
import dev.holdfast.core.instance.InstanceState.Disconnected;
import dev.holdfast.core.instance.InstanceState.Failed;
import dev.holdfast.core.instance.InstanceState.Healing;
import dev.holdfast.core.instance.InstanceState.Living;
import dev.holdfast.core.instance.InstanceState.OnHost;
import dev.holdfast.core.instance.InstanceState.Pending;
import dev.holdfast.core.instance.InstanceState.Placing;
import dev.holdfast.core.instance.InstanceState.Releasing;
import dev.holdfast.core.instance.InstanceState.Restarting;
import dev.holdfast.core.instance.InstanceState.Running;
import dev.holdfast.core.instance.InstanceState.Seeking;
import dev.holdfast.core.instance.InstanceState.Starting;
import dev.holdfast.core.instance.InstanceState.Stopped;
import dev.holdfast.core.instance.InstanceState.Stopping;
import dev.holdfast.core.placement.PlacementExplanation;
import dev.holdfast.core.resource.CorruptHistoryException;
import dev.holdfast.core.resource.Recorded;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The state after a fact. Knows which facts fit which states, and nothing of why they came about; a fact that does not
 * fit is a corrupt history and throws.
 */
final class InstanceEvolver {
    private InstanceEvolver() {}

    static InstanceState evolve(InstanceState state, Recorded<InstanceEvent> fact) {
        if (fact.event() instanceof InstanceRequested requested) {
            return begin(state, fact, requested);
        }
        if (!(state instanceof Living living)) {
            throw misfit(state, fact);
        }
        if (fact.sequence() != living.sequence() + 1) {
            throw new CorruptHistoryException(
                    living.life().name().toString(), fact.sequence(), "does not follow sequence " + living.sequence());
        }
        Life life = living.life().record(fact);
        return switch (fact.event()) {
            case InstanceRequested _ -> throw misfit(state, fact);
            case QuotaGranted _ when state instanceof Pending -> place(life, Attempts.NONE);
            case InstancePlaced placed when state instanceof Seeking seeking -> ask(life, seeking, placed);
            case PlacementDeferred(var explanation)
            when state instanceof Seeking seeking ->
                seek(seeking, life, seeking.choosing(), seeking.asked(), seeking.attempts(), Optional.of(explanation));
            case InstanceClaimed _
            when state instanceof Seeking seeking && seeking.asked().isPresent() ->
                create(life, seeking.asked().get(), seeking.attempts());
            case ClaimRefused _
            when state instanceof Seeking seeking && seeking.asked().isPresent() ->
                refused(life, seeking, seeking.asked().get());
            case ReleaseConfirmed(var uid, var host, var epoch) -> settle(living, life.settles(uid, host, epoch));
            case InstanceCreated(long report)
            when state instanceof Creating creating ->
                new Starting(
                        seen(life, creating, ObservedPower.STARTING, report).enter(),
                        creating.claim(),
                        creating.cause(),
                        Optional.of(creating.attempts()),
                        fact.at().plus(Deadlines.STARTING));
            case InstanceStarted(long report)
            when state instanceof Starting starting ->
                new Running(
                        seen(life, starting, ObservedPower.RUNNING, report)
                                .succeeds()
                                .enter(),
                        starting.claim(),
                        starting.cause());
            case CreationRetried _
            when state instanceof Creating creating -> create(life, creating.claim(), creating.attempts());
            case CreationRetried _
            when state instanceof Starting starting && starting.attempts().isPresent() ->
                create(life, starting.claim(), starting.attempts().get());
            case CreationAbandoned _
            when state instanceof Creating creating -> abandon(life, creating.claim(), creating.attempts());
            case CreationAbandoned _
            when state instanceof Starting starting && starting.attempts().isPresent() ->
                abandon(life, starting.claim(), starting.attempts().get());
            case InstanceFailed(ErrorCode code, String message) -> fail(living, life, fact, code, message);
            case StartRequested(var requestId)
            when state instanceof Stopped stopped ->
                new Starting(
                        life.wants(Power.RUNNING)
                                .begins(Verb.START, requestId, Optional.empty())
                                .enter(),
                        stopped.claim(),
                        fact.sequence(),
                        Optional.empty(),
                        fact.at().plus(Deadlines.STARTING));
            case StartRequested(var requestId)
            when state instanceof Deallocated ->
                place(life.wants(Power.RUNNING).begins(Verb.START, requestId, Optional.empty()), Attempts.ANEW);
            case StartRequested(var requestId)
            when state instanceof Failed ->
                place(life.wants(Power.RUNNING).begins(Verb.START, requestId, Optional.empty()), Attempts.NONE);
            case StartFailed(String message)
            when startsAgain(state) ->
                stopping(
                        life.wants(Power.STOPPED).fails(ErrorCode.START_FAILED, message),
                        (OnHost) state,
                        0,
                        fact.at().plus(life.spec().stopGrace()));
            case ClaimLost _
            when state instanceof Starting && startsAgain(state) ->
                place(life.departs(((OnHost) state).claim()), Attempts.ANEW);
            case ClaimLost _
            when state instanceof Restarting restarting -> place(life.departs(restarting.claim()), Attempts.ANEW);
            case ClaimLost _ when state instanceof Deallocating deallocating -> release(life, deallocating.claim());
            case StopRequested(var requestId)
            when state instanceof Running running ->
                stopping(
                        life.wants(Power.STOPPED).begins(Verb.STOP, requestId, Optional.empty()),
                        running,
                        0,
                        fact.at().plus(life.spec().stopGrace()));
            case StopForced _
            when state instanceof Stopping stopping ->
                new Stopping(
                        life,
                        stopping.claim(),
                        fact.sequence(),
                        stopping.forcedTries() + 1,
                        fact.at().plus(Deadlines.STOPPING_BY_FORCE));
            case StopForced _
            when state instanceof Restarting restarting && restarting.leg() == Restarting.Leg.STOPPING ->
                restarting(
                        life, restarting, Restarting.Leg.STOPPING, restarting.tries() + 1, Deadlines.STOPPING_BY_FORCE);
            case StopForced _
            when state instanceof Deallocating deallocating ->
                new Deallocating(
                        life,
                        deallocating.claim(),
                        fact.sequence(),
                        deallocating.forcedTries() + 1,
                        fact.at().plus(Deadlines.STOPPING_BY_FORCE));
            case InstanceStopped(boolean _, long report)
            when state instanceof Stopping stopping ->
                stopped(seen(life, stopping, ObservedPower.STOPPED, report).succeeds(), stopping);
            case InstanceStopped(boolean _, long report)
            when state instanceof Running running ->
                stopped(seen(life, running, ObservedPower.STOPPED, report), running);
            case InstanceStopped(boolean _, long report)
            when state instanceof Restarting restarting && restarting.leg() == Restarting.Leg.STOPPING ->
                restarting(
                        seen(life, restarting, ObservedPower.STOPPED, report).enter(),
                        restarting,
                        Restarting.Leg.STARTING,
                        1,
                        Deadlines.STARTING);
            case InstanceStopped(boolean _, long report)
            when state instanceof Deallocating deallocating ->
                release(seen(life, deallocating, ObservedPower.STOPPED, report), deallocating.claim());
            case InstanceStarted(long report)
            when state instanceof Restarting restarting && restarting.leg() == Restarting.Leg.STARTING ->
                running(seen(life, restarting, ObservedPower.RUNNING, report).succeeds(), restarting);
            case RestartRequested(var requestId)
            when state instanceof Running running ->
                restarting(
                        life.begins(Verb.RESTART, requestId, Optional.empty()).enter(),
                        running,
                        Restarting.Leg.STOPPING,
                        0,
                        life.spec().stopGrace());
            case RestartRetried _
            when state instanceof Restarting restarting && restarting.leg() == Restarting.Leg.STARTING ->
                restarting(life, restarting, Restarting.Leg.STARTING, restarting.tries() + 1, Deadlines.STARTING);
            case DeallocationRequested(var requestId)
            when state instanceof Running running ->
                new Deallocating(
                        life.wants(Power.DEALLOCATED)
                                .begins(Verb.DEALLOCATE, requestId, Optional.empty())
                                .enter(),
                        running.claim(),
                        fact.sequence(),
                        0,
                        fact.at().plus(life.spec().stopGrace()));
            case DeallocationRequested(var requestId)
            when state instanceof Stopped stopped ->
                release(
                        life.wants(Power.DEALLOCATED).begins(Verb.DEALLOCATE, requestId, Optional.empty()),
                        stopped.claim());
            case DeallocationRetried _
            when state instanceof Releasing releasing ->
                new Releasing(life, releasing.tries() + 1, fact.at().plus(Deadlines.RELEASING));
            case InstanceDeallocated _
            when state instanceof Releasing && life.departures().isEmpty() ->
                new Deallocated(life.succeeds().enter());
            case StartAbandoned(ErrorCode code, String message) -> abandonStart(living, life, fact, code, message);
            case InstanceUpdated(SpecChange change, var requestId) ->
                update(living, life.changes(change), fact, requestId);
            case StopFailed(String message, long report)
            when stops(state) -> {
                OnHost onHost = (OnHost) state;
                yield running(
                        seen(life, onHost, ObservedPower.RUNNING, report)
                                .wants(Power.RUNNING)
                                .fails(ErrorCode.STOP_FAILED, message),
                        onHost);
            }
            case DeletionRequested(var requestId) -> delete(living, life, fact, requestId);
            case DeletionRetried _
            when state instanceof Deleting deleting ->
                new Deleting(life, deleting.tries() + 1, fact.at().plus(Deadlines.DELETING));
            case InstanceDeleted _
            when state instanceof Deleting && life.departures().isEmpty() ->
                new Deleted(life.succeeds().enter());
            case InstanceHeld(Hold.Reason reason) -> hold(living, life.held(new Hold(reason, fact.at())), fact);
            case OperationSatisfied(Verb verb, var requestId) ->
                settle(
                        living,
                        wanting(life, verb)
                                .begins(verb, requestId, Optional.empty())
                                .succeeds());
            case DriftObserved(ObservedPower power, long report)
            when state instanceof Stopped stopped ->
                new Stopped(seen(life, stopped, power, report), stopped.claim(), stopped.cause());
            case InstanceDisconnected _
            when state instanceof OnHost onHost && !(state instanceof Disconnected) -> disconnect(life, onHost);
            case InstanceReconnected _
            when state instanceof Disconnected disconnected -> reconnected(disconnected, life, fact.at());
            case HealingBegun _
            when state instanceof OnHost onHost && OnHosts.leaving(onHost) instanceof HealingBegun ->
                heal(life, onHost);
            case PlaceLost _
            when state instanceof OnHost onHost && OnHosts.leaving(onHost) instanceof PlaceLost ->
                losePlace(life, onHost);
            case HealingRetried _
            when state instanceof Healing healing ->
                new Healing(
                        life,
                        life.sequence(),
                        healing.asked(),
                        healing.attempts().ranBefore() ? Attempts.ANEW : Attempts.NONE,
                        healing.explanation(),
                        healing.tries() + 1,
                        fact.at().plus(Deadlines.HEALING));
            case QuotaGranted _,
                    InstanceDisconnected _,
                    InstanceReconnected _,
                    HealingBegun _,
                    PlaceLost _,
                    HealingRetried _,
                    InstancePlaced _,
                    PlacementDeferred _,
                    InstanceClaimed _,
                    ClaimRefused _,
                    InstanceCreated _,
                    InstanceStarted _,
                    CreationRetried _,
                    CreationAbandoned _,
                    StartRequested _,
                    StartFailed _,
                    ClaimLost _,
                    StopRequested _,
                    StopForced _,
                    InstanceStopped _,
                    StopFailed _,
                    DeletionRetried _,
                    InstanceDeleted _,
                    RestartRequested _,
                    RestartRetried _,
                    DeallocationRequested _,
                    DeallocationRetried _,
                    InstanceDeallocated _,
                    DriftObserved _ -> throw misfit(state, fact);
        };
    }

    private static InstanceState begin(InstanceState state, Recorded<InstanceEvent> fact, InstanceRequested requested) {
        Operations remembered = Operations.NONE;
        List<Departure> owed = List.of();
        if (state instanceof Deleted(Life past)) {
            if (fact.sequence() != past.sequence() + 1) {
                throw misfit(state, fact);
            }
            remembered = past.operations();
            owed = past.departures();
        } else if (!(state instanceof Absent)) {
            throw misfit(state, fact);
        }
        Life life = new Life(
                requested.name(),
                requested.uid(),
                fact.sequence(),
                fact.at(),
                fact.at(),
                fact.at(),
                requested.spec(),
                1,
                Power.RUNNING,
                requested.lastEpoch(),
                remembered,
                owed,
                Optional.empty(),
                Optional.empty());
        return new Pending(
                life.begins(Verb.CREATE, requested.requestId(), Optional.of(requested.spec())),
                fact.at().plus(Deadlines.PENDING));
    }

    /** Looks for a host from now on. */
    private static Placing place(Life life, Attempts attempts) {
        Instant deadline = life.updatedAt().plus(life.spec().placementDeadline());
        return new Placing(life.enter(), life.sequence(), Optional.empty(), attempts, Optional.empty(), deadline);
    }

    private static InstanceState ask(Life life, Seeking seeking, InstancePlaced placed) {
        Claim claim =
                new Claim(placed.host(), placed.hostUid(), placed.faultDomain(), placed.epoch(), placed.spreadForced());
        return seek(
                seeking,
                life.asks(placed.epoch()),
                life.sequence(),
                Optional.of(claim),
                seeking.attempts(),
                seeking.explanation());
    }

    private static InstanceState refused(Life life, Seeking seeking, Claim claim) {
        return seek(
                seeking,
                life.departs(claim),
                life.sequence(),
                Optional.empty(),
                seeking.attempts().refusedBy(claim.host()),
                seeking.explanation());
    }

    /** The same search, further on. */
    private static InstanceState seek(
            Seeking from,
            Life life,
            long choosing,
            Optional<Claim> asked,
            Attempts attempts,
            Optional<PlacementExplanation> explanation) {
        return switch (from) {
            case Placing placing -> new Placing(life, choosing, asked, attempts, explanation, placing.deadline());
            case Healing healing ->
                new Healing(life, choosing, asked, attempts, explanation, healing.tries(), healing.deadline());
        };
    }

    private static Disconnected disconnect(Life life, OnHost from) {
        Life waiting = life.enter();
        Duration within = life.spec().healing() == HealingPolicy.AVAILABLE ? Deadlines.HEAL_DELAY : Deadlines.PROOF_DUE;
        return new Disconnected(
                waiting, (OnHost) settle(from, waiting), life.updatedAt().plus(within));
    }

    /** As it was, with as much time as was left. */
    static InstanceState reconnected(Disconnected state, Life now, Instant at) {
        Life life = now.enter();
        Duration away = Duration.between(state.life().since(), at);
        return switch (state.before()) {
            case Creating s ->
                new Creating(
                        life, s.claim(), s.cause(), s.attempts(), s.deadline().plus(away));
            case Starting s ->
                new Starting(
                        life, s.claim(), s.cause(), s.attempts(), s.deadline().plus(away));
            case Running s -> new Running(life, s.claim(), s.cause());
            case Stopping s ->
                new Stopping(
                        life,
                        s.claim(),
                        s.cause(),
                        s.forcedTries(),
                        s.deadline().plus(away));
            case Stopped s -> new Stopped(life, s.claim(), s.cause());
            case Restarting s ->
                new Restarting(
                        life,
                        s.claim(),
                        s.cause(),
                        s.leg(),
                        s.tries(),
                        s.deadline().plus(away));
            case Deallocating s ->
                new Deallocating(
                        life,
                        s.claim(),
                        s.cause(),
                        s.forcedTries(),
                        s.deadline().plus(away));
            case Disconnected s -> reconnected(s, now, at);
        };
    }

    /** It leaves its host, which is avoided unless it was heard. */
    private static Healing heal(Life life, OnHost from) {
        OnHost was = from instanceof Disconnected disconnected ? disconnected.before() : from;
        Attempts attempts = switch (was) {
            case Creating s -> s.attempts();
            case Starting s -> s.attempts().orElse(Attempts.ANEW);
            case Running _, Stopping _, Stopped _, Restarting _, Deallocating _, Disconnected _ -> Attempts.ANEW;
        };
        return new Healing(
                life.departs(from.claim()).enter(),
                life.sequence(),
                Optional.empty(),
                from instanceof Disconnected ? attempts.refusedBy(from.claim().host()) : attempts,
                Optional.empty(),
                1,
                life.updatedAt().plus(Deadlines.HEALING));
    }

    private static InstanceState losePlace(Life life, OnHost from) {
        OnHost was = from instanceof Disconnected disconnected ? disconnected.before() : from;
        return was instanceof Deallocating
                ? release(life, from.claim())
                : new Deallocated(life.departs(from.claim())
                        .wants(Power.DEALLOCATED)
                        .succeeds()
                        .enter());
    }

    private static Creating create(Life life, Claim claim, Attempts attempts) {
        return new Creating(
                life.enter(),
                claim,
                life.sequence(),
                attempts.trying(),
                life.updatedAt().plus(Deadlines.CREATING));
    }

    private static Placing abandon(Life life, Claim claim, Attempts attempts) {
        return place(life.departs(claim), attempts.failedBy(claim.host()));
    }

    private static Failed fail(Living state, Life life, Recorded<InstanceEvent> fact, ErrorCode code, String message) {
        Life left = switch (state) {
            case Pending _ -> life;
            case Placing placing -> placing.asked().map(life::departs).orElse(life);
            case Creating creating -> life.departs(creating.claim());
            case Starting starting when starting.attempts().isPresent() -> life.departs(starting.claim());
            case Starting _,
                    Running _,
                    Stopping _,
                    Stopped _,
                    Restarting _,
                    Deallocating _,
                    Releasing _,
                    Deallocated _,
                    Disconnected _,
                    Healing _,
                    Deleting _,
                    Deleted _,
                    Failed _ -> throw misfit(state, fact);
        };
        return new Failed(left.fails(code, message).enter(), code, message);
    }

    /** Wherever it got on its way back to running, it leaves, and has no place. */
    private static Deallocated abandonStart(
            Living state, Life life, Recorded<InstanceEvent> fact, ErrorCode code, String message) {
        Life left = switch (state) {
            case Placing placing
            when placing.attempts().ranBefore() ->
                placing.asked().map(life::departs).orElse(life);
            case Creating creating when creating.attempts().ranBefore() -> life.departs(creating.claim());
            case Starting starting
            when starting.attempts().filter(Attempts::ranBefore).isPresent() -> life.departs(starting.claim());
            case Pending _,
                    Placing _,
                    Creating _,
                    Starting _,
                    Running _,
                    Stopping _,
                    Stopped _,
                    Restarting _,
                    Deallocating _,
                    Releasing _,
                    Deallocated _,
                    Disconnected _,
                    Healing _,
                    Deleting _,
                    Deleted _,
                    Failed _ -> throw misfit(state, fact);
        };
        return new Deallocated(
                left.wants(Power.DEALLOCATED).fails(code, message).enter());
    }

    private static Deleting delete(
            Living state, Life life, Recorded<InstanceEvent> fact, Optional<RequestId> requestId) {
        Life left = switch (state) {
            case Pending _, Releasing _, Deallocated _, Failed _ -> life;
            case Seeking seeking -> seeking.asked().map(life::departs).orElse(life);
            case OnHost onHost -> life.departs(onHost.claim());
            case Deleting _, Deleted _ -> throw misfit(state, fact);
        };
        Life ending = left.wants(Power.DELETED)
                .fails(ErrorCode.CANCELLED, "delete took over")
                .begins(Verb.DELETE, requestId, Optional.empty());
        return new Deleting(ending.enter(), 1, fact.at().plus(Deadlines.DELETING));
    }

    private static Stopping stopping(Life life, OnHost from, int forcedTries, Instant deadline) {
        return new Stopping(life.enter(), from.claim(), life.sequence(), forcedTries, deadline);
    }

    private static Running running(Life life, OnHost from) {
        return new Running(life.enter(), from.claim(), from.cause());
    }

    /** Another order of the same restart, with its own cause. */
    private static Restarting restarting(Life life, OnHost from, Restarting.Leg leg, int tries, Duration within) {
        return new Restarting(
                life,
                from.claim(),
                life.sequence(),
                leg,
                tries,
                life.updatedAt().plus(within));
    }

    private static Releasing release(Life life, Claim claim) {
        return new Releasing(life.departs(claim).enter(), 1, life.updatedAt().plus(Deadlines.RELEASING));
    }

    /** A search for a host lasts as long as is wanted now, counted from its beginning. */
    private static InstanceState update(
            Living state, Life changed, Recorded<InstanceEvent> fact, Optional<RequestId> requestId) {
        Life life = changed.did(Verb.UPDATE, requestId, Optional.of(changed.spec()));
        return switch (state) {
            case Placing placing ->
                new Placing(
                        life,
                        placing.choosing(),
                        placing.asked(),
                        placing.attempts(),
                        placing.explanation(),
                        life.since().plus(life.spec().placementDeadline()));
            case Pending _, Running _, Stopped _, Deallocated _, Failed _ -> settle(state, life);
            case Creating _,
                    Starting _,
                    Stopping _,
                    Restarting _,
                    Deallocating _,
                    Releasing _,
                    Disconnected _,
                    Healing _,
                    Deleting _,
                    Deleted _ -> throw misfit(state, fact);
        };
    }

    private static Stopped stopped(Life life, OnHost from) {
        return new Stopped(life.enter(), from.claim(), from.cause());
    }

    private static Life seen(Life life, OnHost at, ObservedPower power, long report) {
        return life.sees(new Observation(
                power, at.claim().host(), at.claim().epoch(), report, life.generation(), life.updatedAt()));
    }

    /** Whether a start that fails leaves it stopped in its place. */
    private static boolean startsAgain(InstanceState state) {
        return (state instanceof Starting starting && starting.attempts().isEmpty())
                || (state instanceof Restarting restarting && restarting.leg() == Restarting.Leg.STARTING);
    }

    /** Whether its host was told to stop it, for whatever reason. */
    private static boolean stops(InstanceState state) {
        return state instanceof Stopping
                || state instanceof Deallocating
                || (state instanceof Restarting restarting && restarting.leg() == Restarting.Leg.STOPPING);
    }

    private static InstanceState hold(Living state, Life life, Recorded<InstanceEvent> fact) {
        return switch (state) {
            case Stopping _, Restarting _, Deallocating _, Releasing _, Disconnected _, Healing _, Deleting _ ->
                settle(state, life);
            case Pending _,
                    Placing _,
                    Creating _,
                    Starting _,
                    Running _,
                    Stopped _,
                    Deallocated _,
                    Deleted _,
                    Failed _ -> throw misfit(state, fact);
        };
    }

    /** A guest that stopped by itself is wanted running until somebody asks for the stop that has happened. */
    private static Life wanting(Life life, Verb verb) {
        return switch (verb) {
            case START -> life.wants(Power.RUNNING);
            case STOP -> life.wants(Power.STOPPED);
            case DEALLOCATE -> life.wants(Power.DEALLOCATED);
            case CREATE, DELETE, RESTART, UPDATE -> life;
        };
    }

    /** The same state with another life: what happened does not move it. */
    private static InstanceState settle(Living state, Life life) {
        return switch (state) {
            case Pending pending -> new Pending(life, pending.deadline());
            case Seeking s -> seek(s, life, life.sequence(), s.asked(), s.attempts(), s.explanation());
            case Disconnected s -> new Disconnected(life, s.before(), s.deadline());
            case Creating s -> new Creating(life, s.claim(), s.cause(), s.attempts(), s.deadline());
            case Starting s -> new Starting(life, s.claim(), s.cause(), s.attempts(), s.deadline());
            case Running s -> new Running(life, s.claim(), s.cause());
            case Stopping s -> new Stopping(life, s.claim(), s.cause(), s.forcedTries(), s.deadline());
            case Stopped s -> new Stopped(life, s.claim(), s.cause());
            case Restarting s -> new Restarting(life, s.claim(), s.cause(), s.leg(), s.tries(), s.deadline());
            case Deallocating s -> new Deallocating(life, s.claim(), s.cause(), s.forcedTries(), s.deadline());
            case Releasing s -> new Releasing(life, s.tries(), s.deadline());
            case Deallocated _ -> new Deallocated(life);
            case Deleting s -> new Deleting(life, s.tries(), s.deadline());
            case Deleted _ -> new Deleted(life);
            case Failed s -> new Failed(life, s.code(), s.message());
        };
    }

    private static CorruptHistoryException misfit(InstanceState state, Recorded<InstanceEvent> fact) {
        String name = switch (state) {
            case Absent absent -> absent.name().toString();
            case Living living -> living.life().name().toString();
        };
        return new CorruptHistoryException(
                name,
                fact.sequence(),
                fact.event().getClass().getSimpleName() + " does not fit an instance that is " + state.label());
    }
}
