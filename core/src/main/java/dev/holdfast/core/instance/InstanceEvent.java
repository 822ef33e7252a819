package dev.holdfast.core.instance;

import dev.holdfast.core.placement.PlacementExplanation;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.FaultDomain;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.core.shared.RequestId;
import dev.holdfast.core.shared.Uid;
import java.util.Optional;

/** A fact about an instance. */
public sealed interface InstanceEvent {
    /**
     * A project asked for an instance; a new life of the name begins.
     *
     * @param lastEpoch the highest epoch that the name ever used; the next claim uses the one after
     */
    record InstanceRequested(
            InstanceName name, Uid uid, InstanceSpec spec, Epoch lastEpoch, Optional<RequestId> requestId)
            implements InstanceEvent {}

    /** There is quota for it. */
    record QuotaGranted() implements InstanceEvent {}

    /** A host was chosen and is being asked for a claim under a new epoch. */
    record InstancePlaced(HostId host, Uid hostUid, FaultDomain faultDomain, Epoch epoch, boolean spreadForced)
            implements InstanceEvent {}

    /** No host can take it now; it keeps looking. */
    record PlacementDeferred(PlacementExplanation explanation) implements InstanceEvent {}

    /** The host holds its capacity. */
    record InstanceClaimed() implements InstanceEvent {}

    /** The host refused; it looks for another. */
    record ClaimRefused(ErrorCode code, String message) implements InstanceEvent {}

    /** A host confirmed that nothing of this or any earlier epoch remains there. */
    record ReleaseConfirmed(Uid uid, HostId host, Epoch epoch) implements InstanceEvent {}

    /** The driver has prepared it. */
    record InstanceCreated(long report) implements InstanceEvent {}

    /** It was seen running. */
    record InstanceStarted(long report) implements InstanceEvent {}

    /** The host failed to create or start it, and tries once more. */
    record CreationRetried(String message) implements InstanceEvent {}

    /** The host could not create or start it; it leaves and looks for another. */
    record CreationAbandoned(String message) implements InstanceEvent {}

    /** Nothing more is tried. */
    record InstanceFailed(ErrorCode code, String message) implements InstanceEvent {}

    /** A user asked for a start. */
    record StartRequested(Optional<RequestId> requestId) implements InstanceEvent {}

    /** The host could not start it, or not in time; it is told to stop, lest it start later. */
    record StartFailed(String message) implements InstanceEvent {}

    /** The host no longer has its place; it looks for another. */
    record ClaimLost(String message) implements InstanceEvent {}

    /** A user asked for a stop. */
    record StopRequested(Optional<RequestId> requestId) implements InstanceEvent {}

    /** The grace is over, or the host failed; it is stopped by force. */
    record StopForced() implements InstanceEvent {}

    /**
     * It was seen stopped.
     *
     * @param asked whether a stop had been asked for; else its guest stopped by itself
     */
    record InstanceStopped(boolean asked, long report) implements InstanceEvent {}

    /** The host could not stop it; it runs on. */
    record StopFailed(String message, long report) implements InstanceEvent {}

    /** A user asked for it to go away. */
    record DeletionRequested(Optional<RequestId> requestId) implements InstanceEvent {}

    /** A host has not confirmed in time; it is asked for once more. */
    record DeletionRetried() implements InstanceEvent {}

    /** Nothing of it remains anywhere. */
    record InstanceDeleted() implements InstanceEvent {}

    /** It waits for its host or a person, with this reason. */
    record InstanceHeld(Hold.Reason reason) implements InstanceEvent {}

    /** A user asked for it to be stopped and started again in its place. */
    record RestartRequested(Optional<RequestId> requestId) implements InstanceEvent {}

    /** Stopped for a restart, it could not be started; its host tries once more. */
    record RestartRetried(String message) implements InstanceEvent {}

    /** A user asked for it to give up its place. */
    record DeallocationRequested(Optional<RequestId> requestId) implements InstanceEvent {}

    /** Its host has not confirmed in time that it let go; it is asked for once more. */
    record DeallocationRetried() implements InstanceEvent {}

    /** Every host has confirmed; it has no place any more. */
    record InstanceDeallocated() implements InstanceEvent {}

    /** It ran before and finds no place to run again; it stays without one. */
    record StartAbandoned(ErrorCode code, String message) implements InstanceEvent {}

    /** A user changed what was asked for, or asked for what was so already. */
    record InstanceUpdated(SpecChange change, Optional<RequestId> requestId) implements InstanceEvent {}

    /** A user asked for what was so already. */
    record OperationSatisfied(Verb verb, Optional<RequestId> requestId) implements InstanceEvent {}

    /** Its host sees it other than it should be. */
    record DriftObserved(ObservedPower power, long report) implements InstanceEvent {}

    /** Nothing is heard of its host; what was being done to it waits. */
    record InstanceDisconnected() implements InstanceEvent {}

    /** Its host is heard again, and goes on where it was. */
    record InstanceReconnected() implements InstanceEvent {}

    /**
     * It leaves its host for another, to run again.
     *
     * @param proven whether it was certain that it does not run where it was
     */
    record HealingBegun(boolean proven) implements InstanceEvent {}

    /** It was not to run, and its place is gone together with its host. */
    record PlaceLost() implements InstanceEvent {}

    /** No host has taken it for a while; it goes on looking. */
    record HealingRetried() implements InstanceEvent {}
}
