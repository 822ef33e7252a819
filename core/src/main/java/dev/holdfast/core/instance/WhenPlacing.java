package dev.holdfast.core.instance;

import dev.holdfast.core.instance.InstanceCommand.ConfirmClaim;
import dev.holdfast.core.instance.InstanceCommand.ConfirmHolding;
import dev.holdfast.core.instance.InstanceCommand.ConfirmRelease;
import dev.holdfast.core.instance.InstanceCommand.CreateInstance;
import dev.holdfast.core.instance.InstanceCommand.DeallocateInstance;
import dev.holdfast.core.instance.InstanceCommand.DeleteInstance;
import dev.holdfast.core.instance.InstanceCommand.ExpireDeadline;
import dev.holdfast.core.instance.InstanceCommand.HostProven;
import dev.holdfast.core.instance.InstanceCommand.HostSilent;
import dev.holdfast.core.instance.InstanceCommand.ObserveInstance;
import dev.holdfast.core.instance.InstanceCommand.PlaceInstance;
import dev.holdfast.core.instance.InstanceCommand.RefuseClaim;
import dev.holdfast.core.instance.InstanceCommand.ReportNoCapacity;
import dev.holdfast.core.instance.InstanceCommand.RestartInstance;
import dev.holdfast.core.instance.InstanceCommand.StartInstance;
import dev.holdfast.core.instance.InstanceCommand.StopInstance;
import dev.holdfast.core.instance.InstanceCommand.UpdateInstance;
import dev.holdfast.core.instance.InstanceEvent.PlacementDeferred;
import dev.holdfast.core.placement.PlacementExplanation;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Decision;
import dev.holdfast.core.shared.ErrorCode;

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
            case PlaceInstance placement -> Choices.place(state, placement);
            case ReportNoCapacity report -> noCapacity(state, report, context);
            case ConfirmClaim confirmation -> Choices.confirmed(state, confirmation);
            case RefuseClaim refusal -> Choices.refused(state, refusal);
            case ConfirmRelease confirmation -> Releases.confirm(state.life(), confirmation);
            case ConfirmHolding question -> Releases.holding(state, question);
            case HostSilent silence -> OnHosts.strange(state, silence.uid(), silence.host(), silence.epoch());
            case HostProven proof -> Choices.proven(state, proof);
            case ObserveInstance _ -> Decision.nothing();
            case ExpireDeadline _ -> expire(state, context);
        };
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
}
