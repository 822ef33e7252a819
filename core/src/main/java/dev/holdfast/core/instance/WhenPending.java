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
import dev.holdfast.core.instance.InstanceEvent.InstanceFailed;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Decision;
import dev.holdfast.core.shared.ErrorCode;

/** Waiting for quota: nothing was asked of any host in this life. */
final class WhenPending {
    private WhenPending() {}

    static Decision<InstanceEvent, InstanceRejection> decide(
            InstanceState.Pending state, InstanceCommand command, Context context) {
        return switch (command) {
            case CreateInstance _ -> UserRequests.exists(state);
            case StartInstance _, StopInstance _, RestartInstance _, DeallocateInstance _ -> UserRequests.busy(state);
            case UpdateInstance update -> UserRequests.update(update);
            case DeleteInstance delete -> Endings.vanish(state.life(), delete);
            case PlaceInstance _, ReportNoCapacity _, RefuseClaim _, ObserveInstance _ -> Decision.nothing();
            case ConfirmClaim claim -> Releases.disown(claim.host(), claim.uid(), claim.epoch());
            case ConfirmRelease confirmation -> Releases.confirm(state.life(), confirmation);
            case ConfirmHolding question -> Releases.holding(state, question);
            case HostSilent silence -> OnHosts.strange(state, silence.uid(), silence.host(), silence.epoch());
            case HostProven proof -> OnHosts.strange(state, proof.uid(), proof.host(), proof.epoch());
            case ExpireDeadline _ ->
                context.now().isBefore(state.deadline())
                        ? Decision.nothing()
                        : Decision.accept(new InstanceFailed(ErrorCode.NO_CAPACITY, "no quota was granted in time"));
        };
    }
}
