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

/** Nothing is known: only a create means anything. */
final class WhenAbsent {
    private WhenAbsent() {}

    static Decision<InstanceEvent, InstanceRejection> decide(
            InstanceState.Absent state, InstanceCommand command, Context context) {
        return switch (command) {
            case CreateInstance create -> Beginnings.begin(create, state.floor().epoch(), context);
            case StartInstance _,
                    StopInstance _,
                    DeleteInstance _,
                    RestartInstance _,
                    DeallocateInstance _,
                    UpdateInstance _ -> nothingOfThatName(state);
            case ConfirmClaim claim -> Releases.disown(claim.host(), claim.uid(), claim.epoch());
            case PlaceInstance _, ReportNoCapacity _, RefuseClaim _, ConfirmRelease _, ObserveInstance _ ->
                Decision.nothing();
            case ExpireDeadline _ -> Decision.nothing();
            case HostSilent silence -> Releases.disown(silence.host(), silence.uid(), silence.epoch());
            case HostProven proof -> Releases.disown(proof.host(), proof.uid(), proof.epoch());
            case ConfirmHolding question -> Releases.disown(question.host(), question.uid(), question.epoch());
        };
    }

    private static Decision<InstanceEvent, InstanceRejection> nothingOfThatName(InstanceState.Absent state) {
        return Decision.reject(new InstanceRejection.NoSuchInstance(state.name()));
    }
}
