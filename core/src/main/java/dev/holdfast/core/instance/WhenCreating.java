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
import dev.holdfast.core.instance.InstanceEvent.InstanceCreated;
import dev.holdfast.core.instance.InstanceEvent.InstanceStarted;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Decision;

/** A host holds its capacity and prepares it; it has never run. */
final class WhenCreating {
    private WhenCreating() {}

    static Decision<InstanceEvent, InstanceRejection> decide(
            InstanceState.Creating state, InstanceCommand command, Context context) {
        return switch (command) {
            case CreateInstance _ -> UserRequests.exists(state);
            case StartInstance _, StopInstance _, RestartInstance _, DeallocateInstance _, UpdateInstance _ ->
                UserRequests.busy(state);
            case DeleteInstance delete -> Endings.depart(delete);
            case PlaceInstance _, ReportNoCapacity _ -> Decision.nothing();
            case ConfirmClaim confirmation -> OnHosts.confirmClaim(state, confirmation);
            case RefuseClaim refusal ->
                OnHosts.lost(state, refusal)
                        ? Creation.abandon(state.attempts(), refusal.message())
                        : Decision.nothing();
            case ConfirmRelease confirmation -> Releases.confirm(state.life(), confirmation);
            case ConfirmHolding question -> Releases.holding(state, question);
            case HostSilent silence -> OnHosts.silent(state, silence);
            case HostProven proof -> OnHosts.proven(state, proof);
            case ObserveInstance report -> Reports.counts(state, report) ? observe(state, report) : Decision.nothing();
            case ExpireDeadline _ ->
                context.now().isBefore(state.deadline())
                        ? Decision.nothing()
                        : Creation.failed(
                                state.attempts(), "host " + state.claim().host() + " did not create it in time");
        };
    }

    private static Decision<InstanceEvent, InstanceRejection> observe(
            InstanceState.Creating state, ObserveInstance report) {
        if (report.failure().isPresent()) {
            return Creation.failed(state.attempts(), Reports.failureOf(report));
        }
        return switch (report.power()) {
            case CREATING -> Decision.nothing();
            case STARTING -> Decision.accept(new InstanceCreated(report.report()));
            case RUNNING -> Decision.accept(new InstanceCreated(report.report()), new InstanceStarted(report.report()));
            case STOPPING, STOPPED, GONE -> Creation.failed(state.attempts(), Reports.failureOf(report));
        };
    }
}
