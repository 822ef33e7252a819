package dev.holdfast.core.host;

import dev.holdfast.core.host.HostCommand.ConfirmFenced;
import dev.holdfast.core.host.HostCommand.CordonHost;
import dev.holdfast.core.host.HostCommand.DisownClaim;
import dev.holdfast.core.host.HostCommand.GreetAgent;
import dev.holdfast.core.host.HostCommand.InstanceOrder;
import dev.holdfast.core.host.HostCommand.LeaseCommand;
import dev.holdfast.core.host.HostCommand.RegisterHost;
import dev.holdfast.core.host.HostCommand.ReportInstance;
import dev.holdfast.core.host.HostCommand.UncordonHost;
import dev.holdfast.core.host.HostEvent.HostRegistered;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Decision;
import dev.holdfast.core.shared.ErrorCode;

/** Nobody has registered it: only a registration means anything. */
final class WhenUnregistered {
    private WhenUnregistered() {}

    static Decision<HostEvent, HostRejection> decide(
            HostState.Unregistered state, HostCommand command, Context context) {
        return switch (command) {
            case RegisterHost register ->
                Decision.accept(new HostRegistered(
                        register.host(),
                        context.freshUid(),
                        register.spec(),
                        register.request().id()));
            case CordonHost _,
                    UncordonHost _,
                    ConfirmFenced _,
                    GreetAgent _,
                    ReportInstance _,
                    DisownClaim _,
                    LeaseCommand _ -> Decision.reject(new HostRejection.NoSuchHost(state.host()));
            case InstanceOrder order ->
                Claims.refuse(state.host(), order, ErrorCode.NOT_FOUND, "host " + state.host() + " is not registered");
        };
    }
}
