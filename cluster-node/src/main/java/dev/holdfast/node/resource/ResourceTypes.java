package dev.holdfast.node.resource;

import dev.holdfast.node.codec.TypeNames;

/** The logical names of what shells and keepers are told and answer. */
public final class ResourceTypes {
    private ResourceTypes() {}

    public static void name(TypeNames names) {
        names.root("resource.execute", ResourceMessage.Execute.class)
                .root("resource.read", ResourceMessage.Read.class)
                .root("resource.tell", ResourceMessage.Tell.class)
                .root("resource.attach", ResourceMessage.Attach.class)
                .root("resource.acknowledge", ResourceMessage.Acknowledge.class)
                .root("resource.wake-up", ResourceMessage.WakeUp.class)
                .root("keeper.awake", ResourceMessage.Awake.class)
                .root("resource.stop", ResourceMessage.Stop.class)
                .root("keeper.ping", ResourceMessage.Ping.class)
                .root("keeper.kept", ResourceMessage.Kept.class)
                .root("keeper.list", ResourceMessage.ListStates.class)
                .root("keeper.find", ResourceMessage.FindStates.class)
                .root("keeper.replay", ResourceMessage.ReplayState.class)
                .root("keeper.list-events", ResourceMessage.ListEvents.class)
                .root("keeper.list-findings", ResourceMessage.ListFindings.class)
                .root("reply.findings", Reply.Findings.class)
                .root("keeper.say", ResourceMessage.Say.class)
                .root("keeper.ask", ResourceMessage.Ask.class)
                .root("partner.attached", ResourceMessage.Attached.class)
                .root("reply.facts", Reply.Facts.class)
                .root("keeper.follow", ResourceMessage.Follow.class)
                .root("reply.done", Reply.Done.class)
                .root("reply.states", Reply.States.class)
                .root("reply.found", Reply.Found.class)
                .root("reply.refused", Reply.Refused.class)
                .root("followed.part", Followed.Part.class)
                .root("followed.all", Followed.All.class)
                .root("followed.missed", Followed.Missed.class)
                .root("followed.too-old", Followed.TooOld.class)
                .root("followed.changed", Followed.Changed.class)
                .root("followed.up-to", Followed.UpTo.class)
                .root("followed.ended", Followed.Ended.class);
    }
}
