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

/** It was not heard for a while: it takes no new claims, and what it holds goes on as before. */
final class WhenSuspect {
    private WhenSuspect() {}

    static Decision<HostEvent, HostRejection> decide(HostState.Suspect state, HostCommand command, Context context) {
        HostLife life = state.life();
        return switch (command) {
            case RegisterHost register -> OperatorRequests.register(life, register, context);
            case CordonHost cordon -> OperatorRequests.cordon(life, cordon, state.cordoned(), context);
            case UncordonHost uncordon -> OperatorRequests.uncordon(life, uncordon, state.cordoned(), context);
            case ConfirmFenced confirm -> Silence.notLost(state, confirm, context);
            case ClaimCapacity claim -> Claims.claimSilent(life, claim, context);
            case RunInstance run -> Orders.run(life, run, context);
            case StopInstance stop -> Orders.stop(life, stop);
            case ReleaseClaim release -> Releases.release(life, release, Releases.NEVER_BEGUN);
            case QueryInstance query -> Orders.query(life, query);
            case DisownClaim disowned -> Releases.disowned(life, disowned, Releases.NEVER_BEGUN);
            case GreetAgent hello -> AgentReports.after(new HostHeard(), AgentReports.greet(life, hello));
            case ReportInstance report -> AgentReports.report(life, report.resident());
            case LeaseCommand silence -> Silence.suspected(silence);
        };
    }
}
