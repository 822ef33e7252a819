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
import dev.holdfast.core.instance.InstanceEvent.StartRequested;
import dev.holdfast.core.resource.Decision;

/** It never ran, and nothing is tried any more until somebody starts it again or deletes it. */
final class WhenFailed {
    private WhenFailed() {}

    static Decision<InstanceEvent, InstanceRejection> decide(InstanceState.Failed state, InstanceCommand command) {
        return switch (command) {
            case CreateInstance _ -> UserRequests.exists(state);
            case StartInstance start ->
                Decision.accept(new StartRequested(start.request().id()));
            case StopInstance stop -> UserRequests.illegal(state, stop);
            case RestartInstance restart -> UserRequests.illegal(state, restart);
            case DeallocateInstance deallocate -> UserRequests.illegal(state, deallocate);
            case UpdateInstance update -> UserRequests.update(update);
            case DeleteInstance delete -> Endings.vanish(state.life(), delete);
            case PlaceInstance _, ReportNoCapacity _, RefuseClaim _, ObserveInstance _, ExpireDeadline _ ->
                Decision.nothing();
            case ConfirmClaim confirmation ->
                Releases.disown(confirmation.host(), confirmation.uid(), confirmation.epoch());
            case ConfirmRelease confirmation -> Releases.confirm(state.life(), confirmation);
            case ConfirmHolding question -> Releases.holding(state, question);
            case HostSilent silence -> OnHosts.strange(state, silence.uid(), silence.host(), silence.epoch());
            case HostProven proof -> OnHosts.strange(state, proof.uid(), proof.host(), proof.epoch());
        };
    }
}
