package dev.holdfast.core.host;

import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Decision;

/** Decides every command in every state: one file a state, and one for each kind of command that the states share. */
final class HostDecider {
    private HostDecider() {}

    static Decision<HostEvent, HostRejection> decide(HostState state, HostCommand command, Context context) {
        return switch (state) {
            case HostState.Unregistered unregistered -> WhenUnregistered.decide(unregistered, command, context);
            case HostState.Up up -> WhenUp.decide(up, command, context);
            case HostState.Cordoned cordoned -> WhenCordoned.decide(cordoned, command, context);
            case HostState.Suspect suspect -> WhenSuspect.decide(suspect, command, context);
            case HostState.Lost lost -> WhenLost.decide(lost, command, context);
            case HostState.Gone gone -> WhenGone.decide(gone, command, context);
        };
    }
}
