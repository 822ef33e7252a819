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
import dev.holdfast.core.instance.InstanceEvent.HealingRetried;
import dev.holdfast.core.instance.InstanceEvent.InstanceHeld;
import dev.holdfast.core.instance.InstanceEvent.PlacementDeferred;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Decision;

/**
 * It looks for another host, as in PLACING, and never gives up: after three times it is held, so that a person can see
 * it, and still takes the first place that there is. What comes of the host that it left changes nothing any more: that
 * one is told to leave nothing of it, whatever it runs.
 */
final class WhenHealing {
    private WhenHealing() {}

    static Decision<InstanceEvent, InstanceRejection> decide(
            InstanceState.Healing state, InstanceCommand command, Context context) {
        return switch (command) {
            case CreateInstance _ -> UserRequests.exists(state);
            case StartInstance _, StopInstance _, RestartInstance _, DeallocateInstance _, UpdateInstance _ ->
                UserRequests.busy(state);
            case DeleteInstance delete ->
                state.asked().isPresent() ? Endings.depart(delete) : Endings.vanish(state.life(), delete);
            case PlaceInstance placement -> Choices.place(state, placement);
            case ReportNoCapacity report ->
                report.uid().equals(state.life().uid())
                                && state.asked().isEmpty()
                                && state.explanation().isEmpty()
                        ? Decision.accept(new PlacementDeferred(report.explanation()))
                        : Decision.nothing();
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

    private static Decision<InstanceEvent, InstanceRejection> expire(InstanceState.Healing state, Context context) {
        if (state.life().hold().isPresent() || context.now().isBefore(state.deadline())) {
            return Decision.nothing();
        }
        return state.tries() < Deadlines.HEALING_TRIES
                ? Decision.accept(new HealingRetried())
                : Decision.accept(new InstanceHeld(Hold.Reason.HEALING_UNPLACED));
    }
}
