package dev.holdfast.core.instance;

import dev.holdfast.core.instance.InstanceCommand.UserCommand;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Decision;
import java.util.Optional;

/**
 * Decides every command in every state. What holds for a user's request whatever the state (repeats, etags) is judged
 * first; the rest has one file a state, in which a missing command does not compile.
 */
final class InstanceDecider {
    private InstanceDecider() {}

    static Decision<InstanceEvent, InstanceRejection> decide(
            InstanceState state, InstanceCommand command, Context context) {
        if (state instanceof InstanceState.Living living && command instanceof UserCommand request) {
            Optional<Decision<InstanceEvent, InstanceRejection>> judged = UserRequests.judge(living, request, context);
            if (judged.isPresent()) {
                return judged.get();
            }
        }
        return switch (state) {
            case InstanceState.Absent absent -> WhenAbsent.decide(absent, command, context);
            case InstanceState.Pending pending -> WhenPending.decide(pending, command, context);
            case InstanceState.Placing placing -> WhenPlacing.decide(placing, command, context);
            case InstanceState.Creating creating -> WhenCreating.decide(creating, command, context);
            case InstanceState.Starting starting -> WhenStarting.decide(starting, command, context);
            case InstanceState.Running running -> WhenRunning.decide(running, command);
            case InstanceState.Stopping stopping -> WhenStopping.decide(stopping, command, context);
            case InstanceState.Stopped stopped -> WhenStopped.decide(stopped, command);
            case InstanceState.Restarting restarting -> WhenRestarting.decide(restarting, command, context);
            case InstanceState.Deallocating deallocating -> WhenDeallocating.decide(deallocating, command, context);
            case InstanceState.Releasing releasing -> WhenReleasing.decide(releasing, command, context);
            case InstanceState.Deallocated deallocated -> WhenDeallocated.decide(deallocated, command);
            case InstanceState.Deleting deleting -> WhenDeleting.decide(deleting, command, context);
            case InstanceState.Deleted deleted -> WhenDeleted.decide(deleted, command, context);
            case InstanceState.Disconnected disconnected -> WhenDisconnected.decide(disconnected, command, context);
            case InstanceState.Healing healing -> WhenHealing.decide(healing, command, context);
            case InstanceState.Failed failed -> WhenFailed.decide(failed, command);
        };
    }
}
