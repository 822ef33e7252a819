package dev.holdfast.node.agent;

import dev.holdfast.node.codec.TypeNames;

/** The logical names of what sessions are told. */
public final class AgentTypes {
    private AgentTypes() {}

    public static void name(TypeNames names) {
        names.root("agent.assign", AgentOrder.Assign.class)
                .root("agent.ask", AgentOrder.Ask.class)
                .root("agent.dismiss", AgentOrder.Dismiss.class)
                .root("agent.leave", AgentOrder.Leave.class)
                .root("agent.grant", AgentOrder.Grant.class)
                .root("agent.come-back", AgentOrder.ComeBack.class)
                .root("agent.renewed", AgentWord.Renewed.class)
                .root("agent.heard", AgentWord.Heard.class)
                .root("agent.present", AgentWord.Present.class);
    }
}
