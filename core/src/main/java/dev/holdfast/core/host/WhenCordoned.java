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

/** It takes no new claims; what it holds lives on, and may be stopped, started and released as before. */
final class WhenCordoned {
    private WhenCordoned() {}

    static Decision<HostEvent, HostRejection> decide(HostState.Cordoned state, HostCommand command, Context context) {
        HostLife life = state.life();
        return switch (command) {
            case RegisterHost register -> OperatorRequests.register(life, register, context);
            case CordonHost cordon -> OperatorRequests.cordon(life, cordon, true, context);
            case UncordonHost uncordon -> OperatorRequests.uncordon(life, uncordon, true, context);
            case ConfirmFenced confirm -> Silence.notLost(state, confirm, context);
            case ClaimCapacity claim -> Claims.claim(life, claim, true, context);
            case RunInstance run -> Orders.run(life, run, context);
            case StopInstance stop -> Orders.stop(life, stop);
            case ReleaseClaim release -> Releases.release(life, release, Releases.NEVER_BEGUN);
            case QueryInstance query -> Orders.query(life, query);
            case DisownClaim disowned -> Releases.disowned(life, disowned, Releases.NEVER_BEGUN);
            case GreetAgent hello -> AgentReports.greet(life, hello);
            case ReportInstance report -> AgentReports.report(life, report.resident());
            case LeaseCommand silence -> Silence.heard(silence);
        };
    }
}
