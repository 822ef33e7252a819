package dev.holdfast.core.host;

import dev.holdfast.core.host.HostCommand.ConfirmFenced;
import dev.holdfast.core.host.HostCommand.LeaseCommand;
import dev.holdfast.core.host.HostCommand.NoteHeard;
import dev.holdfast.core.host.HostCommand.NoteSilence;
import dev.holdfast.core.host.HostCommand.ProveLapsed;
import dev.holdfast.core.host.HostEvent.FencingConfirmed;
import dev.holdfast.core.host.HostEvent.HostHeard;
import dev.holdfast.core.host.HostEvent.HostLost;
import dev.holdfast.core.host.HostEvent.HostSuspected;
import dev.holdfast.core.host.HostEvent.LeaseLapsed;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Decision;

/** What becomes of a host that is not heard, and of one that is heard again. */
final class Silence {
    private Silence() {}

    /** While it is heard. */
    static Decision<HostEvent, HostRejection> heard(LeaseCommand command) {
        return switch (command) {
            case NoteSilence silence ->
                silence.silence().compareTo(LeaseTerms.SUSPECT_AFTER) >= 0
                        ? Decision.accept(new HostSuspected())
                        : Decision.nothing();
            case NoteHeard _, ProveLapsed _ -> Decision.nothing();
        };
    }

    static Decision<HostEvent, HostRejection> suspected(LeaseCommand command) {
        return switch (command) {
            case NoteSilence silence ->
                silence.silence().compareTo(LeaseTerms.LOST_AFTER) >= 0
                        ? Decision.accept(new HostLost())
                        : Decision.nothing();
            case NoteHeard _ -> Decision.accept(new HostHeard());
            case ProveLapsed _ -> Decision.nothing();
        };
    }

    /** A renewal proves nothing of what is there, so only a hello ends it. */
    static Decision<HostEvent, HostRejection> lost(HostState.Lost state, LeaseCommand command) {
        return switch (command) {
            case NoteSilence _, NoteHeard _ -> Decision.nothing();
            case ProveLapsed lapsed ->
                state.provable() && lapsed.lost() == state.since()
                        ? Decision.accept(new LeaseLapsed())
                        : Decision.nothing();
        };
    }

    static Decision<HostEvent, HostRejection> confirmFenced(
            HostState.Lost state, ConfirmFenced confirm, Context context) {
        return OperatorRequests.judge(state.life(), confirm, context)
                .orElseGet(() -> Decision.accept(
                        new FencingConfirmed(confirm.reason(), confirm.request().id())));
    }

    /** While it is heard nobody can say that nothing runs there. */
    static Decision<HostEvent, HostRejection> notLost(
            HostState.Registered state, ConfirmFenced confirm, Context context) {
        return OperatorRequests.judge(state.life(), confirm, context)
                .orElseGet(() ->
                        Decision.reject(new HostRejection.NotLost(state.life().host(), state.label())));
    }
}
