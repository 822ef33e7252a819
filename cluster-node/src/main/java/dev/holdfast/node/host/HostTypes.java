package dev.holdfast.node.host;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.core.host.ClaimKey;
import dev.holdfast.core.host.HostCommand;
import dev.holdfast.core.host.HostEvent;
import dev.holdfast.core.host.HostState;
import dev.holdfast.core.host.LeaseStanding;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.OnSilence;
import dev.holdfast.core.shared.Uid;
import dev.holdfast.node.codec.Missing;
import dev.holdfast.node.codec.TypeNames;

/** The logical names of what is written and sent about hosts. A name is for ever; golden bytes pin each content. */
public final class HostTypes {
    private HostTypes() {}

    public static void name(TypeNames names) {
        names.event("host.registered.v1", HostEvent.HostRegistered.class)
                .event("host.cordoned.v1", HostEvent.HostCordoned.class)
                .event("host.uncordoned.v1", HostEvent.HostUncordoned.class)
                .event("host.request-satisfied.v1", HostEvent.RequestSatisfied.class)
                .event("host.agent-changed.v1", HostEvent.AgentChanged.class)
                .event("host.claim-accepted.v1", HostEvent.ClaimAccepted.class)
                .event("host.run-ordered.v2", HostEvent.RunOrdered.class)
                .event("host.stop-ordered.v1", HostEvent.StopOrdered.class)
                .event("host.release-ordered.v1", HostEvent.ReleaseOrdered.class)
                .event("host.claim-freed.v1", HostEvent.ClaimFreed.class)
                .event("host.suspected.v1", HostEvent.HostSuspected.class)
                .event("host.lost.v1", HostEvent.HostLost.class)
                .event("host.heard.v1", HostEvent.HostHeard.class)
                .event("host.lease-lapsed.v1", HostEvent.LeaseLapsed.class)
                .event("host.fencing-confirmed.v1", HostEvent.FencingConfirmed.class)
                .event("host.revived.v1", HostEvent.HostRevived.class);
        names.old("host.run-ordered.v1", "host.run-ordered.v2", HostTypes::keptOnSilence);
        names.root("host.state.unregistered.v1", HostState.Unregistered.class)
                .root("host.state.up.v2", HostState.Up.class)
                .root("host.state.cordoned.v2", HostState.Cordoned.class)
                .root("host.state.suspect.v1", HostState.Suspect.class)
                .root("host.state.lost.v1", HostState.Lost.class)
                .root("host.state.gone.v1", HostState.Gone.class);
        names.old("host.state.up.v1", "host.state.up.v2", HostTypes::keptOnSilence)
                .old("host.state.cordoned.v1", "host.state.cordoned.v2", HostTypes::keptOnSilence);
        names.root("host.register", HostCommand.RegisterHost.class)
                .root("host.cordon", HostCommand.CordonHost.class)
                .root("host.uncordon", HostCommand.UncordonHost.class)
                .root("host.confirm-fenced", HostCommand.ConfirmFenced.class)
                .root("host.note-silence", HostCommand.NoteSilence.class)
                .root("host.note-heard", HostCommand.NoteHeard.class)
                .root("host.prove-lapsed", HostCommand.ProveLapsed.class)
                .root("host.claim", HostCommand.ClaimCapacity.class)
                .root("host.run", HostCommand.RunInstance.class)
                .root("host.stop", HostCommand.StopInstance.class)
                .root("host.release", HostCommand.ReleaseClaim.class)
                .root("host.query", HostCommand.QueryInstance.class)
                .root("host.disown", HostCommand.DisownClaim.class)
                .root("host.greet", HostCommand.GreetAgent.class)
                .root("host.report", HostCommand.ReportInstance.class);
        names.root("host.lease-question", LeaseQuestion.class).root("host.lease-standing", LeaseStanding.class);
        names.text(ClaimKey.class, key -> key.uid() + "@" + key.epoch(), HostTypes::claimKey);
    }

    private static ClaimKey claimKey(String text) {
        int at = text.lastIndexOf('@');
        return new ClaimKey(new Uid(text.substring(0, at)), new Epoch(Long.parseLong(text.substring(at + 1))));
    }

    /** When these were written, a host's silence stopped nothing. */
    private static ObjectNode keptOnSilence(ObjectNode written) {
        return Missing.add(
                written,
                part -> part.has("image") && part.has("stopGrace"),
                workload -> workload.put("onSilence", OnSilence.KEEP.name()));
    }
}
