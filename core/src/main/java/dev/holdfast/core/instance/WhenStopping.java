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
import dev.holdfast.core.instance.InstanceEvent.InstanceStopped;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Decision;

/** Its host stops it, and it keeps its place. */
final class WhenStopping {
    private WhenStopping() {}

    static Decision<InstanceEvent, InstanceRejection> decide(
            InstanceState.Stopping state, InstanceCommand command, Context context) {
        return switch (command) {
            case CreateInstance _ -> UserRequests.exists(state);
            case StartInstance _, StopInstance _, RestartInstance _, DeallocateInstance _, UpdateInstance _ ->
                UserRequests.busy(state);
            case DeleteInstance delete -> Endings.depart(delete);
            case PlaceInstance _, ReportNoCapacity _, RefuseClaim _ -> Decision.nothing();
            case ConfirmClaim confirmation -> OnHosts.confirmClaim(state, confirmation);
            case ConfirmRelease confirmation -> Releases.confirm(state.life(), confirmation);
            case ConfirmHolding question -> Releases.holding(state, question);
            case HostSilent silence -> OnHosts.silent(state, silence);
            case HostProven proof -> OnHosts.proven(state, proof);
            case ObserveInstance report -> Reports.counts(state, report) ? observe(state, report) : Decision.nothing();
            case ExpireDeadline _ -> Stops.expire(state.life(), state.forcedTries(), state.deadline(), context);
        };
    }

    private static Decision<InstanceEvent, InstanceRejection> observe(
            InstanceState.Stopping state, ObserveInstance report) {
        return switch (report.power()) {
            case STOPPED, GONE -> Decision.accept(new InstanceStopped(true, report.report()));
            case STOPPING -> Decision.nothing();
            case CREATING, STARTING, RUNNING -> Stops.stillRunning(state.life(), state.forcedTries(), report);
        };
    }
}
