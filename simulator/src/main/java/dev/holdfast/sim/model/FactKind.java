package dev.holdfast.sim.model;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What can happen to an instance, each with its name in the log. */
public enum FactKind {
    REQUESTED("instance.requested.v2"),
    QUOTA_GRANTED("instance.quota-granted.v1"),
    PLACED("instance.placed.v1"),
    PLACEMENT_DEFERRED("instance.placement-deferred.v1"),
    CLAIMED("instance.claimed.v1"),
    CLAIM_REFUSED("instance.claim-refused.v1"),
    RELEASE_CONFIRMED("instance.release-confirmed.v1"),
    CREATED("instance.created.v1"),
    STARTED("instance.started.v1"),
    CREATION_RETRIED("instance.creation-retried.v1"),
    CREATION_ABANDONED("instance.creation-abandoned.v1"),
    FAILED("instance.failed.v1"),
    START_REQUESTED("instance.start-requested.v1"),
    START_FAILED("instance.start-failed.v1"),
    CLAIM_LOST("instance.claim-lost.v1"),
    STOP_REQUESTED("instance.stop-requested.v1"),
    STOP_FORCED("instance.stop-forced.v1"),
    STOPPED("instance.stopped.v1"),
    STOP_FAILED("instance.stop-failed.v1"),
    DELETION_REQUESTED("instance.deletion-requested.v1"),
    DELETION_RETRIED("instance.deletion-retried.v1"),
    DELETED("instance.deleted.v1"),
    HELD("instance.held.v1"),
    OPERATION_SATISFIED("instance.operation-satisfied.v1"),
    DRIFT_OBSERVED("instance.drift-observed.v1"),
    RESTART_REQUESTED("instance.restart-requested.v1"),
    RESTART_RETRIED("instance.restart-retried.v1"),
    DEALLOCATION_REQUESTED("instance.deallocation-requested.v1"),
    DEALLOCATION_RETRIED("instance.deallocation-retried.v1"),
    DEALLOCATED("instance.deallocated.v1"),
    START_ABANDONED("instance.start-abandoned.v1"),
    UPDATED("instance.updated.v1"),
    DISCONNECTED("instance.disconnected.v1"),
    RECONNECTED("instance.reconnected.v1"),
    HEALING_BEGUN("instance.healing-begun.v1"),
    PLACE_LOST("instance.place-lost.v1"),
    HEALING_RETRIED("instance.healing-retried.v1");

    private static final Map<String, FactKind> BY_NAME = Arrays.stream(values())
            .collect(Collectors.toMap(FactKind::wireName, Function.identity(), (one, _) -> one, TreeMap::new));

    private final String wireName;

    FactKind(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /** The kind of that name; empty when the model has never heard of it. */
    public static Optional<FactKind> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** Whether it is how a user's request is accepted. */
    public boolean accepts() {
        return switch (this) {
            case REQUESTED,
                    START_REQUESTED,
                    STOP_REQUESTED,
                    DELETION_REQUESTED,
                    RESTART_REQUESTED,
                    DEALLOCATION_REQUESTED,
                    UPDATED,
                    OPERATION_SATISFIED -> true;
            case QUOTA_GRANTED,
                    PLACED,
                    PLACEMENT_DEFERRED,
                    CLAIMED,
                    CLAIM_REFUSED,
                    RELEASE_CONFIRMED,
                    CREATED,
                    STARTED,
                    CREATION_RETRIED,
                    CREATION_ABANDONED,
                    FAILED,
                    START_FAILED,
                    CLAIM_LOST,
                    STOP_FORCED,
                    STOPPED,
                    STOP_FAILED,
                    DELETION_RETRIED,
                    DELETED,
                    HELD,
                    RESTART_RETRIED,
                    DEALLOCATION_RETRIED,
                    DEALLOCATED,
                    START_ABANDONED,
                    DRIFT_OBSERVED,
                    DISCONNECTED,
                    RECONNECTED,
                    HEALING_BEGUN,
                    PLACE_LOST,
                    HEALING_RETRIED -> false;
        };
    }
}
