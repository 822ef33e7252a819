package dev.holdfast.core.host;

import dev.holdfast.core.resource.Notice;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.core.shared.Uid;

/** What a host tells others once: instances ask again, agents are told again at their next hello. */
public sealed interface HostNotice extends Notice {
    /** To an instance: the claim is held. */
    record ConfirmClaim(InstanceName name, HostId host, Uid uid, Epoch epoch) implements HostNotice {}

    /** To an instance: the claim is refused, or not held. */
    record RefuseClaim(InstanceName name, HostId host, Uid uid, Epoch epoch, ErrorCode code, String message)
            implements HostNotice {}

    /** To an instance: nothing of this or any earlier epoch remains here. */
    record ConfirmRelease(InstanceName name, HostId host, Uid uid, Epoch epoch) implements HostNotice {}

    /** To an instance: the order with this cause is in the log. */
    record AcknowledgeOrder(InstanceName name, Uid uid, Epoch epoch, long cause) implements HostNotice {}

    /** To an instance: what the agent sees. */
    record TellInstance(InstanceName name, HostId host, Resident resident) implements HostNotice {}

    /** To the agent: say what you see of this. */
    record AskAgent(Uid uid, Epoch epoch) implements HostNotice {}

    /** To the agent: this is nobody's; leave nothing of it. */
    record DismissResident(Uid uid, Epoch epoch, long number) implements HostNotice {}
}
