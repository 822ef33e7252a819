package dev.holdfast.core.host;

import dev.holdfast.core.host.HostEvent.AgentChanged;
import dev.holdfast.core.host.HostEvent.ClaimAccepted;
import dev.holdfast.core.host.HostEvent.ClaimFreed;
import dev.holdfast.core.host.HostEvent.HostCordoned;
import dev.holdfast.core.host.HostEvent.HostRegistered;
import dev.holdfast.core.host.HostEvent.HostUncordoned;
import dev.holdfast.core.host.HostEvent.ReleaseOrdered;
import dev.holdfast.core.host.HostEvent.RequestSatisfied;
import dev.holdfast.core.host.HostEvent.RunOrdered;
import dev.holdfast.core.host.HostEvent.StopOrdered;
import dev.holdfast.core.host.HostState.Cordoned;
import dev.holdfast.core.host.HostState.Registered;
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
                new Cordoned(life.remembers(life.requests().with(requestId, HostVerb.CORDON, fact.at())));
            case HostUncordoned(var requestId) ->
                new Up(life.remembers(life.requests().with(requestId, HostVerb.UNCORDON, fact.at())));
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
        };
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
