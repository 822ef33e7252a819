package dev.holdfast.node.instance;

import dev.holdfast.core.instance.Claim;
import dev.holdfast.core.instance.Hold;
import dev.holdfast.core.instance.InstanceState.Creating;
import dev.holdfast.core.instance.InstanceState.Deallocated;
import dev.holdfast.core.instance.InstanceState.Deallocating;
import dev.holdfast.core.instance.InstanceState.Deleted;
import dev.holdfast.core.instance.InstanceState.Deleting;
import dev.holdfast.core.instance.InstanceState.Disconnected;
import dev.holdfast.core.instance.InstanceState.Failed;
import dev.holdfast.core.instance.InstanceState.Healing;
import dev.holdfast.core.instance.InstanceState.Living;
import dev.holdfast.core.instance.InstanceState.OnHost;
import dev.holdfast.core.instance.InstanceState.Pending;
import dev.holdfast.core.instance.InstanceState.Placing;
import dev.holdfast.core.instance.InstanceState.Releasing;
import dev.holdfast.core.instance.InstanceState.Restarting;
import dev.holdfast.core.instance.InstanceState.Running;
import dev.holdfast.core.instance.InstanceState.Seeking;
import dev.holdfast.core.instance.InstanceState.Starting;
import dev.holdfast.core.instance.InstanceState.Stopped;
import dev.holdfast.core.instance.InstanceState.Stopping;
import dev.holdfast.core.instance.Life;
import dev.holdfast.core.instance.OperationIds;
import dev.holdfast.core.placement.PlacementExplanation;
import dev.holdfast.node.edge.ProtoTimes;
import dev.holdfast.node.edge.RegionNames;
import dev.holdfast.v1.Condition;
import dev.holdfast.v1.DesiredPower;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceState;
import dev.holdfast.v1.Observation;
import dev.holdfast.v1.ObservedPower;
import dev.holdfast.v1.Placement;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** How an instance stands, as its users see it. */
final class InstanceMapping {
    private final RegionNames names;

    InstanceMapping(RegionNames names) {
        this.names = names;
    }

    /** Which instance it is, and nothing else of it. */
    Instance name(Living state) {
        return Instance.newBuilder()
                .setName(names.of(state.life().name()))
                .setUid(state.life().uid().value())
                .build();
    }

    Instance instance(Living state) {
        Life life = state.life();
        Instance.Builder instance = Instance.newBuilder()
                .setName(names.of(life.name()))
                .setUid(life.uid().value())
                .setEtag(life.etag())
                .setCreateTime(ProtoTimes.of(life.createdAt()))
                .setUpdateTime(ProtoTimes.of(life.updatedAt()))
                .setGeneration(life.generation())
                .setState(stateOf(state))
                .setStateTime(ProtoTimes.of(life.since()))
                .setDesiredPower(desired(life))
                .setMessage(message(state));
        SpecMapping.fill(instance, life.spec());
        claim(state).ifPresent(claim -> instance.setPlacement(placement(claim)));
        life.observed()
                .ifPresent(seen -> instance.setObservation(Observation.newBuilder()
                        .setPower(observed(seen.power()))
                        .setTime(ProtoTimes.of(seen.seenAt()))
                        .setObservedGeneration(seen.generation())));
        life.operations()
                .running()
                .ifPresent(operation ->
                        instance.setOperation(names.operation(life.name(), OperationIds.of(life.name(), operation))));
        conditions(instance, state);
        return instance.build();
    }

    static InstanceState stateOf(Living state) {
        return switch (state) {
            case Pending _ -> InstanceState.INSTANCE_STATE_PENDING;
            case Placing _ -> InstanceState.INSTANCE_STATE_PLACING;
            case Creating _ -> InstanceState.INSTANCE_STATE_CREATING;
            case Starting _ -> InstanceState.INSTANCE_STATE_STARTING;
            case Running _ -> InstanceState.INSTANCE_STATE_RUNNING;
            case Stopping _ -> InstanceState.INSTANCE_STATE_STOPPING;
            case Stopped _ -> InstanceState.INSTANCE_STATE_STOPPED;
            case Restarting _ -> InstanceState.INSTANCE_STATE_RUNNING;
            case Deallocating _, Releasing _ -> InstanceState.INSTANCE_STATE_DEALLOCATING;
            case Deallocated _ -> InstanceState.INSTANCE_STATE_DEALLOCATED;
            case Disconnected _ -> InstanceState.INSTANCE_STATE_DISCONNECTED;
            case Healing _ -> InstanceState.INSTANCE_STATE_HEALING;
            case Deleting _ -> InstanceState.INSTANCE_STATE_DELETING;
            case Deleted _ -> InstanceState.INSTANCE_STATE_DELETED;
            case Failed _ -> InstanceState.INSTANCE_STATE_FAILED;
        };
    }

    private static Optional<Claim> claim(Living state) {
        return switch (state) {
            case OnHost onHost -> Optional.of(onHost.claim());
            case Seeking seeking -> seeking.asked();
            case Pending _, Releasing _, Deallocated _, Deleting _, Deleted _, Failed _ -> Optional.empty();
        };
    }

    private Placement placement(Claim claim) {
        return Placement.newBuilder()
                .setHost(names.of(claim.host()))
                .setFaultDomain(claim.faultDomain().value())
                .setEpoch(claim.epoch().value())
                .setSpreadForced(claim.spreadForced())
                .build();
    }

    private static String message(Living state) {
        return switch (state) {
            case Failed failed -> failed.code().name() + ": " + failed.message();
            case Placing placing ->
                placing.explanation().map(PlacementExplanation::sentence).orElse("");
            case Healing healing ->
                healing.explanation().map(PlacementExplanation::sentence).orElse("");
            case Pending _,
                    Creating _,
                    Starting _,
                    Running _,
                    Stopping _,
                    Stopped _,
                    Restarting _,
                    Deallocating _,
                    Releasing _,
                    Deallocated _,
                    Disconnected _,
                    Deleting _,
                    Deleted _ ->
                state.life().hold().map(hold -> sentence(hold.reason())).orElse("");
        };
    }

    private static void conditions(Instance.Builder instance, Living state) {
        Life life = state.life();
        boolean drifted = drifted(state);
        boolean ready = state instanceof Running && !drifted && life.hold().isEmpty();
        instance.addConditions(condition("Ready", ready, ready ? "Running" : reason(state.label()), "", life.since()));
        life.hold()
                .ifPresent(hold -> instance.addConditions(
                        condition("Held", true, reason(hold.reason().name()), sentence(hold.reason()), hold.since())));
        if (drifted) {
            instance.addConditions(condition(
                    "Drifted",
                    true,
                    "ObservedOtherwise",
                    "its host sees it " + life.observed().orElseThrow().power().name(),
                    life.observed().orElseThrow().seenAt()));
        }
    }

    private static boolean drifted(Living state) {
        return state.life()
                .observed()
                .filter(seen -> switch (state) {
                    case Running running ->
                        seen.epoch().equals(running.claim().epoch())
                                && seen.power() != dev.holdfast.core.instance.ObservedPower.RUNNING;
                    case Stopped stopped ->
                        seen.epoch().equals(stopped.claim().epoch())
                                && seen.power() != dev.holdfast.core.instance.ObservedPower.STOPPED;
                    case Pending _,
                            Placing _,
                            Creating _,
                            Starting _,
                            Stopping _,
                            Restarting _,
                            Deallocating _,
                            Releasing _,
                            Deallocated _,
                            Disconnected _,
                            Healing _,
                            Deleting _,
                            Deleted _,
                            Failed _ -> false;
                })
                .isPresent();
    }

    private static Condition condition(String type, boolean status, String reason, String message, Instant since) {
        return Condition.newBuilder()
                .setType(type)
                .setStatus(status)
                .setReason(reason)
                .setMessage(message)
                .setSince(ProtoTimes.of(since))
                .build();
    }

    private static String sentence(Hold.Reason reason) {
        return switch (reason) {
            case STOP_UNCONFIRMED -> "its host has not confirmed the stop; waiting for the host or a person";
            case DEALLOCATE_UNCONFIRMED ->
                "its host has not confirmed that it let go of it; waiting for the host or a person";
            case FENCE_UNPROVEN ->
                "its host is silent and nothing proves that it does not run there; waiting for the host or a person";
            case HEALING_UNPLACED -> "gone from its host, it has found no other; it goes on looking";
            case DELETE_UNCONFIRMED ->
                "a host has not confirmed that nothing of it remains; waiting for the host or a person";
        };
    }

    /** {@code STOP_UNCONFIRMED} as conditions have it: {@code StopUnconfirmed}. */
    private static String reason(String constant) {
        StringBuilder camel = new StringBuilder();
        for (String word : constant.split("_", -1)) {
            camel.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return camel.toString();
    }

    private static DesiredPower desired(Life life) {
        return switch (life.desired()) {
            case RUNNING -> DesiredPower.DESIRED_POWER_RUNNING;
            case STOPPED -> DesiredPower.DESIRED_POWER_STOPPED;
            case DEALLOCATED -> DesiredPower.DESIRED_POWER_DEALLOCATED;
            case DELETED -> DesiredPower.DESIRED_POWER_DELETED;
        };
    }

    private static ObservedPower observed(dev.holdfast.core.instance.ObservedPower power) {
        return switch (power) {
            case CREATING -> ObservedPower.OBSERVED_POWER_CREATING;
            case STARTING -> ObservedPower.OBSERVED_POWER_STARTING;
            case RUNNING -> ObservedPower.OBSERVED_POWER_RUNNING;
            case STOPPING -> ObservedPower.OBSERVED_POWER_STOPPING;
            case STOPPED -> ObservedPower.OBSERVED_POWER_STOPPED;
            case GONE -> ObservedPower.OBSERVED_POWER_GONE;
        };
    }
}
