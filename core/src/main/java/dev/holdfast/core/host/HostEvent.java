package dev.holdfast.core.host;

import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.RequestId;
import dev.holdfast.core.shared.SpreadKey;
import dev.holdfast.core.shared.Uid;
import java.util.Optional;

/** A fact about a host. */
public sealed interface HostEvent {
    /** An operator made it known. */
    record HostRegistered(HostId host, Uid uid, HostSpec spec, Optional<RequestId> requestId) implements HostEvent {}

    /** An operator wants no new claims on it. */
    record HostCordoned(Optional<RequestId> requestId) implements HostEvent {}

    /** An operator wants claims on it again. */
    record HostUncordoned(Optional<RequestId> requestId) implements HostEvent {}

    /** An operator asked for what was so already. */
    record RequestSatisfied(HostVerb verb, Optional<RequestId> requestId) implements HostEvent {}

    /** Its agent was heard for the first time, or has changed. */
    record AgentChanged(AgentFacts facts) implements HostEvent {}

    /** It holds capacity for an instance from now on, or another amount of it. */
    record ClaimAccepted(
            InstanceName name, Uid uid, Epoch epoch, long cause, Quantities size, Optional<SpreadKey> spreadKey)
            implements HostEvent {}

    /** It must run an instance. */
    record RunOrdered(Uid uid, Epoch epoch, long number, Workload workload) implements HostEvent {}

    /** It must stop an instance. */
    record StopOrdered(Uid uid, Epoch epoch, long number, boolean force) implements HostEvent {}

    /** It must leave nothing of an instance, up to this epoch. */
    record ReleaseOrdered(Uid uid, Epoch epoch, long number) implements HostEvent {}

    /** Nothing of an instance remains, up to this epoch, and nothing may be started under it again. */
    record ClaimFreed(Uid uid, Epoch epoch) implements HostEvent {}

    /** Nothing was heard of it for a while; it takes no new claims. */
    record HostSuspected() implements HostEvent {}

    /** Nothing was heard of it for so long that its instances are taken to be out of reach. */
    record HostLost() implements HostEvent {}

    /** It is heard again. */
    record HostHeard() implements HostEvent {}

    /** Its last lease is over: nothing that was under it runs any more. */
    record LeaseLapsed() implements HostEvent {}

    /** A person says that nothing runs on it any more; who, is the fact's party. */
    record FencingConfirmed(String reason, Optional<RequestId> requestId) implements HostEvent {}

    /** Its agent is back after everything on it was proven gone: another life of the name begins, with nothing. */
    record HostRevived(Uid uid) implements HostEvent {}
}
