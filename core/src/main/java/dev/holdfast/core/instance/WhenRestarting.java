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
import dev.holdfast.core.instance.InstanceEvent.InstanceStopped;
import dev.holdfast.core.instance.InstanceEvent.RestartRetried;
import dev.holdfast.core.instance.InstanceEvent.StartFailed;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Decision;

/**
 * Its host stops it and starts it again, in its place and under its epoch. Each leg is an order with a cause of its own
 * and ends with a report that was made after the agent had taken up that order; so a guest that still runs, or was
 * stopped before, does not count as restarted. To its users it is RUNNING all the while, and not ready.
 */
final class WhenRestarting {
    private WhenRestarting() {}

    static Decision<InstanceEvent, InstanceRejection> decide(
            InstanceState.Restarting state, InstanceCommand command, Context context) {
        return switch (command) {
            case CreateInstance _ -> UserRequests.exists(state);
            case StartInstance _, StopInstance _, RestartInstance _, DeallocateInstance _, UpdateInstance _ ->
                UserRequests.busy(state);
            case DeleteInstance delete -> Endings.depart(delete);
            case PlaceInstance _, ReportNoCapacity _ -> Decision.nothing();
            case ConfirmClaim confirmation -> OnHosts.confirmClaim(state, confirmation);
            case RefuseClaim refusal ->
                OnHosts.lost(state, refusal) ? Decision.accept(new ClaimLost(refusal.message())) : Decision.nothing();
            case ConfirmRelease confirmation -> Releases.confirm(state.life(), confirmation);
            case ConfirmHolding question -> Releases.holding(state, question);
            case HostSilent silence -> OnHosts.silent(state, silence);
            case HostProven proof -> OnHosts.proven(state, proof);
            case ObserveInstance report -> Reports.counts(state, report) ? observe(state, report) : Decision.nothing();
            case ExpireDeadline _ -> expire(state, context);
        };
    }

    private static Decision<InstanceEvent, InstanceRejection> observe(
            InstanceState.Restarting state, ObserveInstance report) {
        return switch (state.leg()) {
            case STOPPING -> stopping(state, report);
            case STARTING -> starting(state, report);
        };
    }

    private static Decision<InstanceEvent, InstanceRejection> stopping(
            InstanceState.Restarting state, ObserveInstance report) {
        return switch (report.power()) {
            case STOPPED, GONE -> Decision.accept(new InstanceStopped(true, report.report()));
            case STOPPING -> Decision.nothing();
            case CREATING, STARTING, RUNNING -> Stops.stillRunning(state.life(), state.tries(), report);
        };
    }

    private static Decision<InstanceEvent, InstanceRejection> starting(
            InstanceState.Restarting state, ObserveInstance report) {
        if (OnHosts.fenced(state, report)) {
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

    private static Decision<InstanceEvent, InstanceRejection> expire(InstanceState.Restarting state, Context context) {
        return switch (state.leg()) {
            case STOPPING -> Stops.expire(state.life(), state.tries(), state.deadline(), context);
            case STARTING ->
                context.now().isBefore(state.deadline())
                        ? Decision.nothing()
                        : failed(state, "host " + state.claim().host() + " did not start it in time");
        };
    }

    /** It ran a moment ago, so its host tries once more before it is left stopped. */
    private static Decision<InstanceEvent, InstanceRejection> failed(InstanceState.Restarting state, String message) {
        return state.tries() < Deadlines.TRIES
                ? Decision.accept(new RestartRetried(message))
                : Decision.accept(new StartFailed(message));
    }
}
