package dev.holdfast.core.host;

import dev.holdfast.core.host.HostCommand.CordonHost;
import dev.holdfast.core.host.HostCommand.OperatorCommand;
import dev.holdfast.core.host.HostCommand.RegisterHost;
import dev.holdfast.core.host.HostCommand.UncordonHost;
import dev.holdfast.core.host.HostEvent.HostCordoned;
import dev.holdfast.core.host.HostEvent.HostUncordoned;
import dev.holdfast.core.host.HostEvent.RequestSatisfied;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Decision;
import dev.holdfast.core.shared.RequestId;
import java.util.Optional;

/** What holds for an operator's request whatever state the host is in. */
final class OperatorRequests {
    private OperatorRequests() {}

    /** The decision, when it does not depend on the state. */
    static Optional<Decision<HostEvent, HostRejection>> judge(HostLife life, OperatorCommand command, Context context) {
        Optional<RequestId> id = command.request().id();
        if (id.isPresent()) {
            Optional<HostRequests.Remembered> known = life.requests().of(id.get());
            if (known.isPresent()) {
                return Optional.of(
                        known.get().verb() == command.verb()
                                ? Decision.nothing()
                                : Decision.reject(new HostRejection.RequestIdReused(
                                        id.get(),
                                        "verb (it was " + known.get().verb().word() + ")")));
            }
            if (life.requests().young(context.now()) >= HostRequests.YOUNG_AT_MOST) {
                return Optional.of(Decision.reject(new HostRejection.TooManyRequests(life.host())));
            }
        }
        return command.request()
                .etag()
                .filter(etag -> !etag.equals(life.etag()))
                .map(etag -> Decision.reject(new HostRejection.StaleEtag(life.host(), etag, life.etag())));
    }

    /** What was asked for is so; it is remembered all the same, lest a repeat that arrives late takes effect then. */
    static Decision<HostEvent, HostRejection> satisfied(HostLife life, OperatorCommand command, Context context) {
        return judge(life, command, context)
                .orElseGet(() -> Decision.accept(
                        new RequestSatisfied(command.verb(), command.request().id())));
    }

    static Decision<HostEvent, HostRejection> cordon(
            HostLife life, CordonHost cordon, boolean cordoned, Context context) {
        return cordoned
                ? satisfied(life, cordon, context)
                : judge(life, cordon, context)
                        .orElseGet(() -> Decision.accept(
                                new HostCordoned(cordon.request().id())));
    }

    static Decision<HostEvent, HostRejection> uncordon(
            HostLife life, UncordonHost uncordon, boolean cordoned, Context context) {
        return cordoned
                ? judge(life, uncordon, context)
                        .orElseGet(() -> Decision.accept(
                                new HostUncordoned(uncordon.request().id())))
                : satisfied(life, uncordon, context);
    }

    /** Registering again is fine as long as it says the same. */
    static Decision<HostEvent, HostRejection> register(HostLife life, RegisterHost register, Context context) {
        Optional<String> difference = life.spec().firstDifference(register.spec());
        if (difference.isPresent()) {
            boolean reused =
                    register.request().id().flatMap(life.requests()::of).isPresent();
            return Decision.reject(
                    reused
                            ? new HostRejection.RequestIdReused(
                                    register.request().id().orElseThrow(), difference.get())
                            : new HostRejection.RegisteredOtherwise(life.host(), difference.get()));
        }
        return satisfied(life, register, context);
    }
}
