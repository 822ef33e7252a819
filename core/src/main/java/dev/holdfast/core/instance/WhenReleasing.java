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
import dev.holdfast.core.instance.InstanceEvent.DeallocationRetried;
import dev.holdfast.core.instance.InstanceEvent.InstanceDeallocated;
import dev.holdfast.core.instance.InstanceEvent.InstanceHeld;
import dev.holdfast.core.instance.InstanceEvent.ReleaseConfirmed;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Decision;

/**
 * It gives up its place, and its host lets go of it. A release cannot be taken back, so there is no way back from here;
 * and a claim is never dropped unconfirmed, so only the last confirmation leads on.
 */
final class WhenReleasing {
    private WhenReleasing() {}

    static Decision<InstanceEvent, InstanceRejection> decide(
            InstanceState.Releasing state, InstanceCommand command, Context context) {
        return switch (command) {
            case CreateInstance _ -> UserRequests.exists(state);
            case StartInstance _, StopInstance _, RestartInstance _, DeallocateInstance _, UpdateInstance _ ->
                UserRequests.busy(state);
            case DeleteInstance delete -> Endings.depart(delete);
            case PlaceInstance _, ReportNoCapacity _, RefuseClaim _, ObserveInstance _ -> Decision.nothing();
            case ConfirmClaim confirmation ->
                Releases.disown(confirmation.host(), confirmation.uid(), confirmation.epoch());
            case ConfirmRelease confirmation -> confirm(state.life(), confirmation);
            case ConfirmHolding question -> Releases.holding(state, question);
            case HostSilent silence -> OnHosts.strange(state, silence.uid(), silence.host(), silence.epoch());
            case HostProven proof -> OnHosts.strange(state, proof.uid(), proof.host(), proof.epoch());
            case ExpireDeadline _ -> expire(state, context);
        };
    }

    private static Decision<InstanceEvent, InstanceRejection> confirm(Life life, ConfirmRelease confirmation) {
        if (!Releases.owed(life, confirmation)) {
            return Decision.nothing();
        }
        ReleaseConfirmed confirmed =
                new ReleaseConfirmed(confirmation.uid(), confirmation.host(), confirmation.epoch());
        return Releases.isLast(life, confirmation)
                ? Decision.accept(confirmed, new InstanceDeallocated())
                : Decision.accept(confirmed);
    }

    private static Decision<InstanceEvent, InstanceRejection> expire(InstanceState.Releasing state, Context context) {
        if (state.life().hold().isPresent() || context.now().isBefore(state.deadline())) {
            return Decision.nothing();
        }
        return state.tries() < Deadlines.TRIES
                ? Decision.accept(new DeallocationRetried())
                : Decision.accept(new InstanceHeld(Hold.Reason.DEALLOCATE_UNCONFIRMED));
    }
}
