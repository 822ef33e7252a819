package dev.holdfast.node.instance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.core.instance.HealingPolicy;
import dev.holdfast.core.instance.InstanceCommand;
import dev.holdfast.core.instance.InstanceEvent;
import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.core.instance.Operation;
import dev.holdfast.core.shared.OnSilence;
import dev.holdfast.node.codec.Missing;
import dev.holdfast.node.codec.TypeNames;
import java.util.List;

/** The logical names of what is written and sent about instances. A name is for ever; golden bytes pin each content. */
public final class InstanceTypes {
    private static final List<String> FROM_BEFORE_SILENCE = List.of(
            "pending",
            "running",
            "stopping",
            "stopped",
            "deleting",
            "deleted",
            "failed",
            "restarting",
            "deallocating",
            "releasing",
            "deallocated");

    private InstanceTypes() {}

    public static void name(TypeNames names) {
        names.event("instance.requested.v2", InstanceEvent.InstanceRequested.class)
                .event("instance.quota-granted.v1", InstanceEvent.QuotaGranted.class)
                .event("instance.placed.v1", InstanceEvent.InstancePlaced.class)
                .event("instance.placement-deferred.v1", InstanceEvent.PlacementDeferred.class)
                .event("instance.claimed.v1", InstanceEvent.InstanceClaimed.class)
                .event("instance.claim-refused.v1", InstanceEvent.ClaimRefused.class)
                .event("instance.release-confirmed.v1", InstanceEvent.ReleaseConfirmed.class)
                .event("instance.created.v1", InstanceEvent.InstanceCreated.class)
                .event("instance.started.v1", InstanceEvent.InstanceStarted.class)
                .event("instance.creation-retried.v1", InstanceEvent.CreationRetried.class)
                .event("instance.creation-abandoned.v1", InstanceEvent.CreationAbandoned.class)
                .event("instance.failed.v1", InstanceEvent.InstanceFailed.class)
                .event("instance.start-requested.v1", InstanceEvent.StartRequested.class)
                .event("instance.start-failed.v1", InstanceEvent.StartFailed.class)
                .event("instance.claim-lost.v1", InstanceEvent.ClaimLost.class)
                .event("instance.stop-requested.v1", InstanceEvent.StopRequested.class)
                .event("instance.stop-forced.v1", InstanceEvent.StopForced.class)
                .event("instance.stopped.v1", InstanceEvent.InstanceStopped.class)
                .event("instance.stop-failed.v1", InstanceEvent.StopFailed.class)
                .event("instance.deletion-requested.v1", InstanceEvent.DeletionRequested.class)
                .event("instance.deletion-retried.v1", InstanceEvent.DeletionRetried.class)
                .event("instance.deleted.v1", InstanceEvent.InstanceDeleted.class)
                .event("instance.held.v1", InstanceEvent.InstanceHeld.class)
                .event("instance.operation-satisfied.v1", InstanceEvent.OperationSatisfied.class)
                .event("instance.drift-observed.v1", InstanceEvent.DriftObserved.class)
                .event("instance.restart-requested.v1", InstanceEvent.RestartRequested.class)
                .event("instance.restart-retried.v1", InstanceEvent.RestartRetried.class)
                .event("instance.deallocation-requested.v1", InstanceEvent.DeallocationRequested.class)
                .event("instance.deallocation-retried.v1", InstanceEvent.DeallocationRetried.class)
                .event("instance.deallocated.v1", InstanceEvent.InstanceDeallocated.class)
                .event("instance.start-abandoned.v1", InstanceEvent.StartAbandoned.class)
                .event("instance.updated.v1", InstanceEvent.InstanceUpdated.class)
                .event("instance.disconnected.v1", InstanceEvent.InstanceDisconnected.class)
                .event("instance.reconnected.v1", InstanceEvent.InstanceReconnected.class)
                .event("instance.healing-begun.v1", InstanceEvent.HealingBegun.class)
                .event("instance.place-lost.v1", InstanceEvent.PlaceLost.class)
                .event("instance.healing-retried.v1", InstanceEvent.HealingRetried.class);
        names.old("instance.requested.v1", "instance.requested.v2", InstanceTypes::keptOnSilence);
        names.root("instance.state.absent.v1", InstanceState.Absent.class)
                .root("instance.state.pending.v2", InstanceState.Pending.class)
                .root("instance.state.placing.v3", InstanceState.Placing.class)
                .root("instance.state.creating.v3", InstanceState.Creating.class)
                .root("instance.state.starting.v3", InstanceState.Starting.class)
                .root("instance.state.running.v2", InstanceState.Running.class)
                .root("instance.state.stopping.v2", InstanceState.Stopping.class)
                .root("instance.state.stopped.v2", InstanceState.Stopped.class)
                .root("instance.state.deleting.v2", InstanceState.Deleting.class)
                .root("instance.state.deleted.v2", InstanceState.Deleted.class)
                .root("instance.state.failed.v2", InstanceState.Failed.class)
                .root("instance.state.restarting.v2", InstanceState.Restarting.class)
                .root("instance.state.deallocating.v2", InstanceState.Deallocating.class)
                .root("instance.state.releasing.v2", InstanceState.Releasing.class)
                .root("instance.state.deallocated.v2", InstanceState.Deallocated.class)
                .root("instance.state.disconnected.v1", InstanceState.Disconnected.class)
                .root("instance.state.healing.v1", InstanceState.Healing.class);
        for (String state : List.of("placing", "creating", "starting")) {
            String name = "instance.state." + state;
            names.old(name + ".v1", name + ".v3", old -> keptOnSilence(neverRan(old)));
            names.old(name + ".v2", name + ".v3", InstanceTypes::keptOnSilence);
        }
        for (String state : FROM_BEFORE_SILENCE) {
            String name = "instance.state." + state;
            names.old(name + ".v1", name + ".v2", InstanceTypes::keptOnSilence);
        }
        names.root("instance.create", InstanceCommand.CreateInstance.class)
                .root("instance.start", InstanceCommand.StartInstance.class)
                .root("instance.stop", InstanceCommand.StopInstance.class)
                .root("instance.delete", InstanceCommand.DeleteInstance.class)
                .root("instance.restart", InstanceCommand.RestartInstance.class)
                .root("instance.deallocate", InstanceCommand.DeallocateInstance.class)
                .root("instance.update", InstanceCommand.UpdateInstance.class)
                .root("instance.place", InstanceCommand.PlaceInstance.class)
                .root("instance.report-no-capacity", InstanceCommand.ReportNoCapacity.class)
                .root("instance.confirm-claim", InstanceCommand.ConfirmClaim.class)
                .root("instance.refuse-claim", InstanceCommand.RefuseClaim.class)
                .root("instance.confirm-release", InstanceCommand.ConfirmRelease.class)
                .root("instance.observe", InstanceCommand.ObserveInstance.class)
                .root("instance.confirm-holding", InstanceCommand.ConfirmHolding.class)
                .root("instance.host-silent", InstanceCommand.HostSilent.class)
                .root("instance.host-proven", InstanceCommand.HostProven.class)
                .root("instance.expire-deadline", InstanceCommand.ExpireDeadline.class);
        names.part("succeeded", Operation.Result.Succeeded.class).part("failed", Operation.Result.Failed.class);
        names.part("creating", InstanceState.Creating.class)
                .part("starting", InstanceState.Starting.class)
                .part("running", InstanceState.Running.class)
                .part("stopping", InstanceState.Stopping.class)
                .part("restarting", InstanceState.Restarting.class)
                .part("stopped", InstanceState.Stopped.class)
                .part("deallocating", InstanceState.Deallocating.class)
                .part("disconnected", InstanceState.Disconnected.class);
    }

    /** When these were written, what looked for a host had not run before; or had, and failed all the same. */
    private static ObjectNode neverRan(ObjectNode state) {
        if (state.get("attempts") instanceof ObjectNode attempts) {
            attempts.put("ranBefore", false);
        }
        return state;
    }

    /** When these were written, a host's silence stopped nothing, and nothing was started anew because of it. */
    private static ObjectNode keptOnSilence(ObjectNode written) {
        return Missing.add(
                written,
                part -> part.has("image") && part.has("placementDeadline"),
                spec -> spec.put("onSilence", OnSilence.KEEP.name()).put("healing", HealingPolicy.CONSISTENT.name()));
    }
}
