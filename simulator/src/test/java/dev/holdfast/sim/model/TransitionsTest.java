package dev.holdfast.sim.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class TransitionsTest {
    @Test
    void theWalkFindsWhatTheDesignsTableHasAndNothingElse() {
        assertThat(Transitions.all())
                .contains(
                        "ABSENT -> PENDING",
                        "PENDING -> PLACING",
                        "CREATING -> STARTING",
                        "STARTING -> RUNNING",
                        "STOPPED -> STARTING",
                        "DELETING -> DELETED",
                        "DELETED -> PENDING")
                .doesNotContain("RUNNING -> CREATING", "DELETED -> RUNNING", "FAILED -> RUNNING", "STOPPED -> RUNNING");
    }

    @Test
    void whatNeverHappensLeadsNowhere() {
        assertThat(Transitions.except(EnumSet.of(FactKind.DELETION_REQUESTED)))
                .doesNotContain("DELETING -> DELETED")
                .contains("STARTING -> RUNNING");
    }
}
