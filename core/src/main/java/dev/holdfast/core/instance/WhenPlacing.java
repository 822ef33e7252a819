package dev.holdfast.core.instance;

import dev.holdfast.core.instance.InstanceCommand.ConfirmClaim;
import dev.holdfast.core.instance.InstanceCommand.ConfirmHolding;
import dev.holdfast.core.instance.InstanceCommand.ConfirmRelease;
import dev.holdfast.core.instance.InstanceCommand.CreateInstance;
import dev.holdfast.core.instance.InstanceCommand.DeallocateInstance;
import dev.holdfast.core.instance.InstanceCommand.DeleteInstance;
import dev.holdfast.core.instance.InstanceCommand.ExpireDeadline;
import dev.holdfast.core.instance.InstanceCommand.ObserveInstance;
import dev.holdfast.core.instance.InstanceCommand.PlaceInstance;
import dev.holdfast.core.instance.InstanceCommand.RefuseClaim;
import dev.holdfast.core.instance.InstanceCommand.ReportNoCapacity;
import dev.holdfast.core.instance.InstanceCommand.RestartInstance;
import dev.holdfast.core.instance.InstanceCommand.StartInstance;
import dev.holdfast.core.instance.InstanceCommand.StopInstance;
import dev.holdfast.core.instance.InstanceCommand.UpdateInstance;
import dev.holdfast.core.instance.InstanceEvent.ClaimRefused;
import dev.holdfast.core.instance.InstanceEvent.InstanceClaimed;
import dev.holdfast.core.instance.InstanceEvent.InstancePlaced;
import dev.holdfast.core.instance.InstanceEvent.PlacementDeferred;
import dev.holdfast.core.placement.PlacementExplanation;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Decision;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.Uid;

/**
 * Looking for a host. A new epoch is asked for only when every host that was asked before has confirmed that nothing
 * remains there: so there are never two (invariant I1).
 */
final class WhenPlacing {
    private WhenPlacing() {}

    static Decision<InstanceEvent, InstanceRejection> decide(
            InstanceState.Placing state, InstanceCommand command, Context context) {
        return switch (command) {
            case CreateInstance _ -> UserRequests.exists(state);
            case StartInstance _, StopInstance _, RestartInstance _, DeallocateInstance _ -> UserRequests.busy(state);
            case UpdateInstance update -> UserRequests.update(update);
            case DeleteInstance delete ->
                state.asked().isPresent() ? Endings.depart(delete) : Endings.vanish(state.life(), delete);
            case PlaceInstance placement -> place(state, placement);
            case ReportNoCapacity report -> noCapacity(state, report, context);
            case ConfirmClaim confirmation ->
                asks(state, confirmation.uid(), confirmation.host(), confirmation.epoch())
                        ? Decision.accept(new InstanceClaimed())
                        : Releases.disown(confirmation.host(), confirmation.uid(), confirmation.epoch());
            case RefuseClaim refusal ->
                asks(state, refusal.uid(), refusal.host(), refusal.epoch())
                        ? Decision.accept(new ClaimRefused(refusal.code(), refusal.message()))
                        : Decision.nothing();
            case ConfirmRelease confirmation -> Releases.confirm(state.life(), confirmation);
            case ConfirmHolding question -> Releases.holding(state, question);
            case ObserveInstance _ -> Decision.nothing();
            case ExpireDeadline _ -> expire(state, context);
        };
    }

    private static Decision<InstanceEvent, InstanceRejection> place(
            InstanceState.Placing state, InstanceCommand.PlaceInstance placement) {
        Life life = state.life();
        boolean waits = placement.uid().equals(life.uid())
                && state.asked().isEmpty()
                && life.departures().isEmpty();
        return waits
                ? Decision.accept(new InstancePlaced(
                        placement.host(),
                        placement.hostUid(),
                        placement.faultDomain(),
                        life.epoch().next(),
                        placement.spreadForced()))
                : Decision.nothing();
    }

    /** Recorded once, so that a person can see why it waits; the counts change all the time and are not. */
    private static Decision<InstanceEvent, InstanceRejection> noCapacity(
            InstanceState.Placing state, InstanceCommand.ReportNoCapacity report, Context context) {
        if (!report.uid().equals(state.life().uid()) || state.asked().isPresent()) {
            return Decision.nothing();
        }
        if (!context.now().isBefore(state.deadline())) {
            return Creation.giveUp(
                    state.attempts(),
                    ErrorCode.NO_CAPACITY,
                    report.explanation().sentence());
        }
        return state.explanation().isEmpty()
                ? Decision.accept(new PlacementDeferred(report.explanation()))
                : Decision.nothing();
    }

    /** A claim that is still being asked for is left like any other: its release stays owed. */
    private static Decision<InstanceEvent, InstanceRejection> expire(InstanceState.Placing state, Context context) {
        return context.now().isBefore(state.deadline())
                ? Decision.nothing()
                : Creation.giveUp(state.attempts(), ErrorCode.NO_CAPACITY, whyNowhere(state));
    }

    private static String whyNowhere(InstanceState.Placing state) {
        if (!state.life().departures().isEmpty()) {
            Departure first = state.life().departures().getFirst();
            return "host " + first.host() + " has not confirmed that nothing of epoch " + first.epoch()
                    + " remains there";
        }
        return state.explanation().map(PlacementExplanation::sentence).orElse("no host answered in time");
    }

    private static boolean asks(InstanceState.Placing state, Uid uid, HostId host, Epoch epoch) {
        return uid.equals(state.life().uid())
                && state.asked().filter(claim -> claim.is(host, epoch)).isPresent();
    }
}
