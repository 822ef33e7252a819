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
import dev.holdfast.core.instance.InstanceEvent.ClaimLost;
import dev.holdfast.core.instance.InstanceEvent.HealingBegun;
import dev.holdfast.core.instance.InstanceEvent.InstanceStarted;
import dev.holdfast.core.instance.InstanceEvent.StartFailed;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Decision;

/**
 * Its host starts it: for the first time, or again after a stop, to which it then falls back. Nobody knows whether a
 * host that failed may still start it later, so falling back goes through a stop that the host confirms.
 */
final class WhenStarting {
    private WhenStarting() {}

    static Decision<InstanceEvent, InstanceRejection> decide(
            InstanceState.Starting state, InstanceCommand command, Context context) {
        return switch (command) {
            case CreateInstance _ -> UserRequests.exists(state);
            case StartInstance _, StopInstance _, RestartInstance _, DeallocateInstance _, UpdateInstance _ ->
                UserRequests.busy(state);
            case DeleteInstance delete -> Endings.depart(delete);
            case PlaceInstance _, ReportNoCapacity _ -> Decision.nothing();
            case ConfirmClaim confirmation -> OnHosts.confirmClaim(state, confirmation);
            case RefuseClaim refusal ->
                OnHosts.lost(state, refusal) ? lost(state, refusal.message()) : Decision.nothing();
            case ConfirmRelease confirmation -> Releases.confirm(state.life(), confirmation);
            case ConfirmHolding question -> Releases.holding(state, question);
            case HostSilent silence -> OnHosts.silent(state, silence);
            case HostProven proof -> OnHosts.proven(state, proof);
            case ObserveInstance report -> Reports.counts(state, report) ? observe(state, report) : Decision.nothing();
            case ExpireDeadline _ ->
                context.now().isBefore(state.deadline())
                        ? Decision.nothing()
                        : failed(state, "host " + state.claim().host() + " did not start it in time");
        };
    }

    private static Decision<InstanceEvent, InstanceRejection> observe(
            InstanceState.Starting state, ObserveInstance report) {
        if (state.attempts().isEmpty() && OnHosts.fenced(state, report)) {
            return Decision.accept(new HealingBegun(true));
        }
        if (report.failure().isPresent()) {
            return failed(state, Reports.failureOf(report));
        }
        return switch (report.power()) {
            case CREATING, STARTING -> Decision.nothing();
            case RUNNING -> Decision.accept(new InstanceStarted(report.report()));
            case STOPPING, STOPPED, GONE -> failed(state, Reports.failureOf(report));
        };
    }

    private static Decision<InstanceEvent, InstanceRejection> failed(InstanceState.Starting state, String message) {
        return state.attempts()
                .map(attempts -> Creation.failed(attempts, message))
                .orElseGet(() -> Decision.accept(new StartFailed(message)));
    }

    /** The place is gone: rather than fail, it looks for another. */
    private static Decision<InstanceEvent, InstanceRejection> lost(InstanceState.Starting state, String message) {
        return state.attempts()
                .map(attempts -> Creation.abandon(attempts, message))
                .orElseGet(() -> Decision.accept(new ClaimLost(message)));
    }
}
