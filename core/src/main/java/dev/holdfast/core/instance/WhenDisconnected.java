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
import dev.holdfast.core.instance.InstanceEvent.HealingBegun;
import dev.holdfast.core.instance.InstanceEvent.InstanceHeld;
import dev.holdfast.core.instance.InstanceEvent.InstanceReconnected;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Decision;
import java.util.ArrayList;
import java.util.List;

/**
 * Its host is silent. A word of the host's agent about it brings back the state before, which then decides on that
 * word; a proof that it is gone sends it elsewhere; and without either it waits, held after a while, unless its users
 * would rather have two than none.
 */
final class WhenDisconnected {
    private WhenDisconnected() {}

    static Decision<InstanceEvent, InstanceRejection> decide(
            InstanceState.Disconnected state, InstanceCommand command, Context context) {
        return switch (command) {
            case CreateInstance _ -> UserRequests.exists(state);
            case StartInstance _, StopInstance _, RestartInstance _, DeallocateInstance _, UpdateInstance _ ->
                UserRequests.busy(state);
            case DeleteInstance delete -> Endings.depart(delete);
            case PlaceInstance _, ReportNoCapacity _ -> Decision.nothing();
            case ConfirmClaim confirmation -> OnHosts.confirmClaim(state, confirmation);
            case RefuseClaim refusal ->
                OnHosts.lost(state, refusal) ? goOn(state, refusal, context) : Decision.nothing();
            case ConfirmRelease confirmation -> Releases.confirm(state.life(), confirmation);
            case ConfirmHolding question -> Releases.holding(state, question);
            case ObserveInstance report ->
                Reports.isNewsOf(state, report) ? goOn(state, report, context) : Decision.nothing();
            case HostSilent silence -> OnHosts.strange(state, silence.uid(), silence.host(), silence.epoch());
            case HostProven proof ->
                OnHosts.holds(state, proof.uid(), proof.host(), proof.epoch())
                        ? Decision.accept(OnHosts.leaving(state.before()))
                        : OnHosts.strange(state, proof.uid(), proof.host(), proof.epoch());
            case ExpireDeadline _ -> expire(state, context);
        };
    }

    /** The host is back: first it is as before, and then that state takes the host's word. */
    private static Decision<InstanceEvent, InstanceRejection> goOn(
            InstanceState.Disconnected state, InstanceCommand command, Context context) {
        InstanceState before = InstanceEvolver.reconnected(state, state.life(), context.now());
        return switch (InstanceDecider.decide(before, command, context)) {
            case Decision.Rejected<InstanceEvent, InstanceRejection> rejected -> rejected;
            case Decision.Accepted<InstanceEvent, InstanceRejection>(var events, var notices) -> {
                List<InstanceEvent> all = new ArrayList<>();
                all.add(new InstanceReconnected());
                all.addAll(events);
                yield new Decision.Accepted<>(all, notices);
            }
        };
    }

    private static Decision<InstanceEvent, InstanceRejection> expire(
            InstanceState.Disconnected state, Context context) {
        if (state.life().hold().isPresent() || context.now().isBefore(state.deadline())) {
            return Decision.nothing();
        }
        boolean mayRunTwice = state.life().spec().healing() == HealingPolicy.AVAILABLE
                && OnHosts.leaving(state.before()) instanceof HealingBegun;
        return mayRunTwice
                ? Decision.accept(new HealingBegun(false))
                : Decision.accept(new InstanceHeld(Hold.Reason.FENCE_UNPROVEN));
    }
}
