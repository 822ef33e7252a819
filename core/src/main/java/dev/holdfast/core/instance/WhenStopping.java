package dev.holdfast.core.instance;

import dev.holdfast.core.instance.InstanceCommand.ConfirmClaim;
import dev.holdfast.core.instance.InstanceCommand.ConfirmHolding;
import dev.holdfast.core.instance.InstanceCommand.ConfirmRelease;
import dev.holdfast.core.instance.InstanceCommand.CreateInstance;
import dev.holdfast.core.instance.InstanceCommand.DeleteInstance;
import dev.holdfast.core.instance.InstanceCommand.ExpireDeadline;
import dev.holdfast.core.instance.InstanceCommand.ObserveInstance;
import dev.holdfast.core.instance.InstanceCommand.PlaceInstance;
import dev.holdfast.core.instance.InstanceCommand.RefuseClaim;
import dev.holdfast.core.instance.InstanceCommand.ReportNoCapacity;
import dev.holdfast.core.instance.InstanceCommand.StartInstance;
import dev.holdfast.core.instance.InstanceCommand.StopInstance;
import dev.holdfast.core.instance.InstanceEvent.InstanceHeld;
import dev.holdfast.core.instance.InstanceEvent.InstanceStopped;
import dev.holdfast.core.instance.InstanceEvent.StopFailed;
import dev.holdfast.core.instance.InstanceEvent.StopForced;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Decision;

/**
 * Its host stops it: with grace, then by force, twice; after that it is held until the host says what is so. The order
 * stays owed all the while, so a host that comes back carries it out and the hold ends by itself.
 */
final class WhenStopping {
    private WhenStopping() {}

    static Decision<InstanceEvent, InstanceRejection> decide(
            InstanceState.Stopping state, InstanceCommand command, Context context) {
        return switch (command) {
            case CreateInstance _ -> UserRequests.exists(state);
            case StartInstance _, StopInstance _ -> UserRequests.busy(state);
            case DeleteInstance delete -> Endings.depart(delete);
            case PlaceInstance _, ReportNoCapacity _, RefuseClaim _ -> Decision.nothing();
            case ConfirmClaim confirmation -> OnHosts.confirmClaim(state, confirmation);
            case ConfirmRelease confirmation -> Releases.confirm(state.life(), confirmation);
            case ConfirmHolding question -> Releases.holding(state, question);
            case ObserveInstance report -> Reports.counts(state, report) ? observe(state, report) : Decision.nothing();
            case ExpireDeadline _ -> expire(state, context);
        };
    }

    private static Decision<InstanceEvent, InstanceRejection> observe(
            InstanceState.Stopping state, ObserveInstance report) {
        return switch (report.power()) {
            case STOPPED, GONE -> Decision.accept(new InstanceStopped(true, report.report()));
            case STOPPING -> Decision.nothing();
            case CREATING, STARTING, RUNNING -> stillRunning(state, report);
        };
    }

    /** The host says that it cannot, or, asked at the end of all tries, that it has not. */
    private static Decision<InstanceEvent, InstanceRejection> stillRunning(
            InstanceState.Stopping state, ObserveInstance report) {
        if (state.life().hold().isPresent()) {
            return Decision.accept(new StopFailed(Reports.failureOf(report), report.report()));
        }
        if (report.failure().isEmpty()) {
            return Decision.nothing();
        }
        return state.forcedTries() < Deadlines.TRIES
                ? Decision.accept(new StopForced())
                : Decision.accept(new StopFailed(Reports.failureOf(report), report.report()));
    }

    private static Decision<InstanceEvent, InstanceRejection> expire(InstanceState.Stopping state, Context context) {
        if (state.life().hold().isPresent() || context.now().isBefore(state.deadline())) {
            return Decision.nothing();
        }
        return state.forcedTries() < Deadlines.TRIES
                ? Decision.accept(new StopForced())
                : Decision.accept(new InstanceHeld(Hold.Reason.STOP_UNCONFIRMED));
    }
}
