package dev.holdfast.node.agent;

import dev.holdfast.core.host.LeaseRenewal;
import dev.holdfast.core.shared.HostId;

/** What the session of an agent tells the owner of its host's shard. It is sent inside a message. */
public sealed interface AgentWord {
    /** The agent asks for its host's lease anew. */
    record Renewed(HostId host, LeaseRenewal renewal) implements AgentWord {}

    /** The agent was heard. */
    record Heard(HostId host) implements AgentWord {}

    /** The agent has a session, and is of a version that asks for no lease. */
    record Present(HostId host) implements AgentWord {}
}
