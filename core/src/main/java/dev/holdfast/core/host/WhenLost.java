package dev.holdfast.core.host;

import dev.holdfast.core.host.HostCommand.ClaimCapacity;
import dev.holdfast.core.host.HostCommand.ConfirmFenced;
import dev.holdfast.core.host.HostCommand.CordonHost;
import dev.holdfast.core.host.HostCommand.DisownClaim;
import dev.holdfast.core.host.HostCommand.GreetAgent;
import dev.holdfast.core.host.HostCommand.LeaseCommand;
import dev.holdfast.core.host.HostCommand.QueryInstance;
import dev.holdfast.core.host.HostCommand.RegisterHost;
import dev.holdfast.core.host.HostCommand.ReleaseClaim;
import dev.holdfast.core.host.HostCommand.ReportInstance;
import dev.holdfast.core.host.HostCommand.RunInstance;
import dev.holdfast.core.host.HostCommand.StopInstance;
import dev.holdfast.core.host.HostCommand.UncordonHost;
import dev.holdfast.core.host.HostEvent.HostHeard;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Decision;

/**
 * It is silent. It takes no claim and no order to run, so that a proof that comes later holds for all that it was told
 * before; it notes what is to end there; and releases are confirmed only as far as they are proven. What was said on an
 * old session and arrives now counts for nothing: its next hello tells everything. While an instance that was proven
 * gone has not let go of its claim, a hello does not end it: that instance may run elsewhere already, and the claim
 * says that it is to run here.
 */
final class WhenLost {
    private WhenLost() {}

    static Decision<HostEvent, HostRejection> decide(HostState.Lost state, HostCommand command, Context context) {
        HostLife life = state.life();
        return switch (command) {
            case RegisterHost register -> OperatorRequests.register(life, register, context);
            case CordonHost cordon -> OperatorRequests.cordon(life, cordon, state.cordoned(), context);
            case UncordonHost uncordon -> OperatorRequests.uncordon(life, uncordon, state.cordoned(), context);
            case ConfirmFenced confirm -> Silence.confirmFenced(state, confirm, context);
            case ClaimCapacity claim -> Claims.claimSilent(life, claim, context);
            case RunInstance _, QueryInstance _, ReportInstance _ -> Decision.nothing();
            case StopInstance stop -> Orders.stop(life, stop);
            case ReleaseClaim release -> Releases.release(life, release, state::proven);
            case DisownClaim disowned -> Releases.disowned(life, disowned, state::proven);
            case GreetAgent hello ->
                state.isLeft()
                        ? AgentReports.dismiss(
                                hello,
                                resident -> life.claim(resident.uid(), resident.epoch())
                                        .filter(state::proven)
                                        .isPresent())
                        : AgentReports.after(new HostHeard(), AgentReports.greet(life, hello));
            case LeaseCommand silence -> Silence.lost(state, silence);
        };
    }
}
