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
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Decision;

/**
 * A tombstone. The name may be used again at once, by a new life whose epoch goes on where this one's ended; request
 * ids of the old life still get their answers.
 */
final class WhenDeleted {
    private WhenDeleted() {}

    static Decision<InstanceEvent, InstanceRejection> decide(
            InstanceState.Deleted state, InstanceCommand command, Context context) {
        return switch (command) {
            case CreateInstance create -> Beginnings.begin(create, state.life().epoch(), context);
            case StartInstance _,
                    StopInstance _,
                    DeleteInstance _,
                    RestartInstance _,
                    DeallocateInstance _,
                    UpdateInstance _ ->
                Decision.reject(
                        new InstanceRejection.NoSuchInstance(state.life().name()));
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
