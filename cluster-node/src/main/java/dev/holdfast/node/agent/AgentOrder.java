package dev.holdfast.node.agent;

import dev.holdfast.core.host.LeaseGrant;
import dev.holdfast.core.host.Order;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.core.shared.Uid;
import dev.holdfast.node.codec.Sendable;

/** What a host's entity tells the session of its agent. */
public sealed interface AgentOrder extends Sendable {
    /** Hold this; acknowledged when it is on the agent's disk. */
    record Assign(InstanceName name, Uid uid, Epoch epoch, Order order) implements AgentOrder {}

    /** Say what is seen of this. */
    record Ask(Uid uid, Epoch epoch) implements AgentOrder {}

    /** This is nobody's. */
    record Dismiss(Uid uid, Epoch epoch, long number) implements AgentOrder {}

    /** The host's lease lasts on. */
    record Grant(LeaseGrant grant) implements AgentOrder {}

    /** The host was lost: its agent has to say hello again, with all that is there. */
    record ComeBack() implements AgentOrder {}

    /** A newer session has taken this one's place. */
    record Leave() implements AgentOrder {}
}
