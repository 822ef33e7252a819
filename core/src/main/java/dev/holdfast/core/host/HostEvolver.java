package dev.holdfast.core.host;

import dev.holdfast.core.host.HostEvent.AgentChanged;
import dev.holdfast.core.host.HostEvent.ClaimAccepted;
import dev.holdfast.core.host.HostEvent.ClaimFreed;
import dev.holdfast.core.host.HostEvent.FencingConfirmed;
import dev.holdfast.core.host.HostEvent.HostCordoned;
import dev.holdfast.core.host.HostEvent.HostHeard;
import dev.holdfast.core.host.HostEvent.HostLost;
import dev.holdfast.core.host.HostEvent.HostRegistered;
import dev.holdfast.core.host.HostEvent.HostRevived;
import dev.holdfast.core.host.HostEvent.HostSuspected;
import dev.holdfast.core.host.HostEvent.HostUncordoned;
import dev.holdfast.core.host.HostEvent.LeaseLapsed;
import dev.holdfast.core.host.HostEvent.ReleaseOrdered;
import dev.holdfast.core.host.HostEvent.RequestSatisfied;
import dev.holdfast.core.host.HostEvent.RunOrdered;
import dev.holdfast.core.host.HostEvent.StopOrdered;
import dev.holdfast.core.host.HostState.Cordoned;
import dev.holdfast.core.host.HostState.Gone;
import dev.holdfast.core.host.HostState.Lost;
import dev.holdfast.core.host.HostState.Registered;
import dev.holdfast.core.host.HostState.Suspect;
import dev.holdfast.core.host.HostState.Unregistered;
import dev.holdfast.core.host.HostState.Up;
import dev.holdfast.core.resource.CorruptHistoryException;
import dev.holdfast.core.resource.Recorded;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.Uid;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/** The state after a fact. A fact that does not fit is a corrupt history and throws. */
final class HostEvolver {
    private HostEvolver() {}

    static HostState evolve(HostState state, Recorded<HostEvent> fact) {
        if (fact.event() instanceof HostRegistered registered) {
            return register(state, fact, registered);
        }
        if (!(state instanceof Registered known)) {
            throw misfit(state, fact);
        }
        if (fact.sequence() != known.sequence() + 1) {
            throw new CorruptHistoryException(
                    known.life().host().value(), fact.sequence(), "does not follow sequence " + known.sequence());
        }
        HostLife life = known.life().record(fact);
        return switch (fact.event()) {
            case HostRegistered _ -> throw misfit(state, fact);
            case HostCordoned(var requestId) ->
                cordoned(known, life.remembers(life.requests().with(requestId, HostVerb.CORDON, fact.at())), true);
            case HostUncordoned(var requestId) ->
                cordoned(known, life.remembers(life.requests().with(requestId, HostVerb.UNCORDON, fact.at())), false);
            case RequestSatisfied(HostVerb verb, var requestId) ->
                same(known, life.remembers(life.requests().with(requestId, verb, fact.at())));
            case AgentChanged(AgentFacts facts) -> same(known, life.speaks(facts));
            case ClaimAccepted accepted -> same(known, accept(life, accepted, fact));
            case RunOrdered(Uid uid, Epoch epoch, long number, Workload workload) ->
                same(known, order(life, state, fact, uid, epoch, new Order(number, Wanted.RUNNING, false, workload)));
            case StopOrdered(Uid uid, Epoch epoch, long number, boolean force) ->
                same(
                        known,
                        order(life, state, fact, uid, epoch, again(life, uid, epoch, number, Wanted.STOPPED, force)));
            case ReleaseOrdered(Uid uid, Epoch epoch, long number) -> same(known, release(life, uid, epoch, number));
            case ClaimFreed(Uid uid, Epoch epoch) -> same(known, life.frees(uid, epoch));
            case HostSuspected _ when known instanceof Up -> new Suspect(life, false);
            case HostSuspected _ when known instanceof Cordoned -> new Suspect(life, true);
            case HostLost _
            when known instanceof Suspect suspect -> new Lost(life, suspect.cordoned(), fact.sequence(), false);
            case HostHeard _ when known instanceof Suspect suspect -> heard(life, suspect.cordoned());
            case HostHeard _ when known instanceof Lost lost -> heard(life, lost.cordoned());
            case LeaseLapsed _
            when known instanceof Lost lost -> lapsed(new Lost(life, lost.cordoned(), lost.since(), true));
            case FencingConfirmed(var _, var requestId)
            when known instanceof Lost lost ->
                new Gone(
                        life.remembers(life.requests().with(requestId, HostVerb.CONFIRM_FENCED, fact.at())),
                        lost.cordoned());
            case HostRevived(Uid uid)
            when known instanceof Gone gone && life.claims().isEmpty() -> heard(life.revivedAs(uid), gone.cordoned());
            case HostSuspected _, HostLost _, HostHeard _, LeaseLapsed _, FencingConfirmed _, HostRevived _ ->
                throw misfit(state, fact);
        };
    }

    private static HostState register(HostState state, Recorded<HostEvent> fact, HostRegistered registered) {
        if (!(state instanceof Unregistered)) {
            throw misfit(state, fact);
        }
        return new Up(new HostLife(
                registered.host(),
                registered.uid(),
                fact.sequence(),
                fact.at(),
                fact.at(),
                registered.spec(),
                Optional.empty(),
                Collections.emptySortedMap(),
                Quantities.NONE,
                Collections.emptySortedMap(),
                HostRequests.NONE.with(registered.requestId(), HostVerb.REGISTER, fact.at())));
    }

    private static HostLife accept(HostLife life, ClaimAccepted accepted, Recorded<HostEvent> fact) {
        ClaimKey key = new ClaimKey(accepted.uid(), accepted.epoch());
        HostClaim before = life.claims().get(key);
        return life.holds(
                key,
                new HostClaim(
                        accepted.name(),
                        accepted.size(),
                        accepted.cause(),
                        accepted.spreadKey(),
                        before == null ? fact.at() : before.acceptedAt(),
                        before == null ? Optional.empty() : before.order()));
    }

    private static HostLife order(
            HostLife life, HostState state, Recorded<HostEvent> fact, Uid uid, Epoch epoch, Order order) {
        HostClaim claim = life.claim(uid, epoch).orElseThrow(() -> misfit(state, fact));
        return life.holds(new ClaimKey(uid, epoch), claim.ordered(order));
    }

    private static HostLife release(HostLife life, Uid uid, Epoch epoch, long number) {
        HostLife after = life;
        for (Map.Entry<ClaimKey, HostClaim> claim : life.claimsUpTo(uid, epoch).entrySet()) {
            if (claim.getValue().order().isPresent()) {
                Order gone = again(life, uid, claim.getKey().epoch(), number, Wanted.GONE, true);
                after = after.holds(claim.getKey(), claim.getValue().ordered(gone));
            }
        }
        return after;
    }

    /** An order about what already has a workload, which it keeps. */
    private static Order again(HostLife life, Uid uid, Epoch epoch, long number, Wanted wanted, boolean force) {
        Order before = life.claim(uid, epoch)
                .flatMap(HostClaim::order)
                .orElseThrow(() -> new CorruptHistoryException(
                        life.host().value(), life.sequence(), wanted + " ordered for what was never to run"));
        return new Order(number, wanted, force, before.workload());
    }

    private static HostState same(Registered state, HostLife life) {
        return switch (state) {
            case Up _ -> new Up(life);
            case Cordoned _ -> new Cordoned(life);
            case Suspect suspect -> new Suspect(life, suspect.cordoned());
            case Lost lost -> lapsed(new Lost(life, lost.cordoned(), lost.since(), lost.lapsed()));
            case Gone gone -> new Gone(life, gone.cordoned());
        };
    }

    private static HostState cordoned(Registered state, HostLife life, boolean cordoned) {
        return switch (state) {
            case Up _, Cordoned _ -> heard(life, cordoned);
            case Suspect _ -> new Suspect(life, cordoned);
            case Lost lost -> new Lost(life, cordoned, lost.since(), lost.lapsed());
            case Gone _ -> new Gone(life, cordoned);
        };
    }

    private static HostState heard(HostLife life, boolean cordoned) {
        return cordoned ? new Cordoned(life) : new Up(life);
    }

    /** When nothing is left that its lease did not cover, all of it is gone. */
    private static HostState lapsed(Lost lost) {
        return lost.lapsed() && lost.life().claims().values().stream().allMatch(lost::proven)
                ? new Gone(lost.life(), lost.cordoned())
                : lost;
    }

    private static CorruptHistoryException misfit(HostState state, Recorded<HostEvent> fact) {
        String host = switch (state) {
            case Unregistered unregistered -> unregistered.host().value();
            case Registered registered -> registered.life().host().value();
        };
        return new CorruptHistoryException(
                host,
                fact.sequence(),
                fact.event().getClass().getSimpleName() + " does not fit a host that is " + state.label());
    }
}
