package dev.holdfast.core.instance;

/** One sentence a fact, for people who read an instance's history. */
final class InstanceSentences {
    private InstanceSentences() {}

    static String of(InstanceEvent event) {
        return switch (event) {
            case InstanceEvent.InstanceRequested e ->
                "requested with " + e.spec().size() + ", image " + e.spec().image();
            case InstanceEvent.QuotaGranted _ -> "quota granted";
            case InstanceEvent.InstancePlaced e ->
                "placed on host " + e.host() + " in fault domain " + e.faultDomain() + ", epoch " + e.epoch()
                        + (e.spreadForced() ? "; every fault domain that fits has one of its spread key already" : "");
            case InstanceEvent.PlacementDeferred e ->
                "no host can take it now: " + e.explanation().sentence();
            case InstanceEvent.InstanceClaimed _ -> "the host holds its capacity";
            case InstanceEvent.ClaimRefused e -> "the host refused: " + e.message();
            case InstanceEvent.ReleaseConfirmed e ->
                "host " + e.host() + " confirmed that nothing of epoch " + e.epoch() + " remains there";
            case InstanceEvent.InstanceCreated _ -> "created by its host";
            case InstanceEvent.InstanceStarted _ -> "seen running";
            case InstanceEvent.CreationRetried e -> "the host tries once more: " + e.message();
            case InstanceEvent.CreationAbandoned e -> "leaves the host for another: " + e.message();
            case InstanceEvent.InstanceFailed e -> "failed: " + e.message();
            case InstanceEvent.StartRequested _ -> "start requested";
            case InstanceEvent.StartFailed e -> "the start failed: " + e.message();

            case InstanceEvent.ClaimLost e -> "its place is lost: " + e.message();
            case InstanceEvent.StopRequested _ -> "stop requested";
            case InstanceEvent.StopForced _ -> "stopped by force from now on";
            case InstanceEvent.InstanceStopped e -> e.asked() ? "seen stopped" : "its guest stopped by itself";
            case InstanceEvent.StopFailed e -> "the stop failed, it runs on: " + e.message();
            case InstanceEvent.DeletionRequested _ -> "deletion requested";
            case InstanceEvent.DeletionRetried _ -> "deletion not confirmed in time, tried again";
            case InstanceEvent.InstanceDeleted _ -> "nothing of it remains anywhere";
            case InstanceEvent.InstanceHeld e -> "held: " + e.reason();
            case InstanceEvent.RestartRequested _ -> "restart requested";
            case InstanceEvent.RestartRetried e -> "the host tries once more to start it: " + e.message();
            case InstanceEvent.DeallocationRequested _ -> "deallocation requested";
            case InstanceEvent.DeallocationRetried _ -> "its host has not let go in time, asked again";
            case InstanceEvent.InstanceDeallocated _ -> "it has no place any more";
            case InstanceEvent.StartAbandoned e -> "finds no place to run again: " + e.message();
            case InstanceEvent.InstanceUpdated e ->
                "updated: " + String.join(", ", e.change().fields());
            case InstanceEvent.OperationSatisfied e -> e.verb().word() + " requested, and so it was already";
            case InstanceEvent.InstanceDisconnected _ -> "nothing is heard of its host";
            case InstanceEvent.InstanceReconnected _ -> "its host is heard again";
            case InstanceEvent.HealingBegun e ->
                e.proven()
                        ? "gone from its host for certain, looks for another"
                        : "its host is silent, looks for another, and may run twice meanwhile";
            case InstanceEvent.PlaceLost _ -> "its place is gone with its host";
            case InstanceEvent.HealingRetried _ -> "no host has taken it yet, looks on";
            case InstanceEvent.DriftObserved e -> "seen " + e.power() + " although it should not be";
        };
    }
}
