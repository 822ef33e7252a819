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
import dev.holdfast.core.instance.InstanceEvent.DriftObserved;
import dev.holdfast.core.instance.InstanceEvent.StartRequested;
import dev.holdfast.core.resource.Decision;

/** It does not run, and its host keeps its place. */
final class WhenStopped {
    private WhenStopped() {}

    static Decision<InstanceEvent, InstanceRejection> decide(InstanceState.Stopped state, InstanceCommand command) {
        return switch (command) {
            case CreateInstance _ -> UserRequests.exists(state);
            case StartInstance start ->
                Decision.accept(new StartRequested(start.request().id()));
            case StopInstance stop -> UserRequests.satisfied(stop);
            case RestartInstance restart -> UserRequests.illegal(state, restart);
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

    /** Seen running although it should not: recorded when it changes, so that a person can see it. */
    private static Decision<InstanceEvent, InstanceRejection> observe(
            InstanceState.Stopped state, ObserveInstance report) {
        boolean known = state.life()
                .observed()
                .filter(last -> last.power() == report.power())
                .isPresent();
        return known ? Decision.nothing() : Decision.accept(new DriftObserved(report.power(), report.report()));
    }
}
