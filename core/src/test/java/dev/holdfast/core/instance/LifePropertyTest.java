package dev.holdfast.core.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.testing.Property;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LifePropertyTest {
    /** Facts that a campaign must reach, else the storm was a breeze and its silence means nothing. */
    private static final String[] REACHED = {
        "InstanceRequested",
        "InstancePlaced",
        "PlacementDeferred",
        "InstanceClaimed",
        "ClaimRefused",
        "ReleaseConfirmed",
        "InstanceCreated",
        "InstanceStarted",
        "CreationRetried",
        "CreationAbandoned",
        "InstanceFailed",
        "StartRequested",
        "StartFailed",
        "StopRequested",
        "StopForced",
        "InstanceStopped",
        "RestartRequested",
        "RestartRetried",
        "DeallocationRequested",
        "DeallocationRetried",
        "InstanceDeallocated",
        "StartAbandoned",
        "InstanceUpdated",
        "DeletionRequested",
        "InstanceDeleted",
        "OperationSatisfied",
        "ClaimAccepted",
        "RunOrdered",
        "StopOrdered",
        "ReleaseOrdered",
        "ClaimFreed"
    };

    @Test
    void neverTwoNeverOverCapacityAndInTheEndAllReachWhatIsDesired() {
        Map<String, Integer> facts = new TreeMap<>();
        Property.holds(400, rng -> {
            LifeWorld world = new LifeWorld(rng);
            world.storm(1_200);
            world.calm();
            world.facts().forEach((fact, count) -> facts.merge(fact, count, Integer::sum));
        });
        if (System.getProperty("holdfast.seed", "").isEmpty()) {
            assertThat(facts.keySet()).contains(REACHED);
        }
    }
}
