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
import dev.holdfast.core.instance.InstanceEvent.DeallocationRequested;
import dev.holdfast.core.instance.InstanceEvent.HealingBegun;
import dev.holdfast.core.instance.InstanceEvent.InstanceStopped;
import dev.holdfast.core.instance.InstanceEvent.RestartRequested;
import dev.holdfast.core.instance.InstanceEvent.StopRequested;
import dev.holdfast.core.resource.Decision;

/** It runs, and goes on running whatever becomes of the control plane. */
final class WhenRunning {
    private WhenRunning() {}

    static Decision<InstanceEvent, InstanceRejection> decide(InstanceState.Running state, InstanceCommand command) {
        return switch (command) {
            case CreateInstance _ -> UserRequests.exists(state);
            case StartInstance start -> UserRequests.satisfied(start);
            case StopInstance stop ->
                Decision.accept(new StopRequested(stop.request().id()));
            case RestartInstance restart ->
                Decision.accept(new RestartRequested(restart.request().id()));
            case DeallocateInstance deallocate ->
                Decision.accept(new DeallocationRequested(deallocate.request().id()));
            case UpdateInstance update -> UserRequests.update(update);
            case DeleteInstance delete -> Endings.depart(delete);
            case PlaceInstance _, ReportNoCapacity _, RefuseClaim _, ExpireDeadline _ -> Decision.nothing();
            case ConfirmClaim confirmation -> OnHosts.confirmClaim(state, confirmation);
            case ConfirmRelease confirmation -> Releases.confirm(state.life(), confirmation);
            case ConfirmHolding question -> Releases.holding(state, question);
            case HostSilent silence -> OnHosts.silent(state, silence);
            case HostProven proof -> OnHosts.proven(state, proof);
            case ObserveInstance report -> Reports.counts(state, report) ? observe(state, report) : Decision.nothing();
        };
    }

    /** A guest that shuts itself down is an observation, not a failure; desired power tells that it is drift. */
    private static Decision<InstanceEvent, InstanceRejection> observe(
            InstanceState.Running state, ObserveInstance report) {
        if (OnHosts.fenced(state, report)) {
            return Decision.accept(new HealingBegun(true));
        }
        return switch (report.power()) {
            case CREATING, STARTING, RUNNING, STOPPING -> Decision.nothing();
            case STOPPED, GONE -> Decision.accept(new InstanceStopped(false, report.report()));
        };
    }
}
