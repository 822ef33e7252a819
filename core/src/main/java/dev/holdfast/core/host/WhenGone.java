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
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Decision;

/**
 * All that was on it is proven gone, and it confirms every release from that. Its agent may come back; it is told to
 * leave nothing of what it has, and the name begins another life when every instance has let go of the old one.
 */
final class WhenGone {
    private WhenGone() {}

    static Decision<HostEvent, HostRejection> decide(HostState.Gone state, HostCommand command, Context context) {
        HostLife life = state.life();
        return switch (command) {
            case RegisterHost register -> OperatorRequests.register(life, register, context);
            case CordonHost cordon -> OperatorRequests.cordon(life, cordon, state.cordoned(), context);
            case UncordonHost uncordon -> OperatorRequests.uncordon(life, uncordon, state.cordoned(), context);
            case ConfirmFenced confirm -> OperatorRequests.satisfied(life, confirm, context);
            case ClaimCapacity claim -> Claims.claimSilent(life, claim, context);
            case RunInstance _, StopInstance _, QueryInstance _, ReportInstance _, LeaseCommand _ -> Decision.nothing();
            case ReleaseClaim release -> Releases.release(life, release, _ -> true);
            case DisownClaim disowned -> Releases.disowned(life, disowned, _ -> true);
            case GreetAgent hello -> AgentReports.revive(life, hello, context);
        };
    }
}
