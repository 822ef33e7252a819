package dev.holdfast.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sim.invariant.Finding;
import dev.holdfast.sim.scenario.CrashCampaign.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, real SIGKILLs, a real disk. Repeat one order of crashes with {@code -Dholdfast.seed=N}. */
class TwentyCrashesTest {
    private static final long SEED = Long.getLong("holdfast.seed", 20_261_124L);

    @TempDir
    Path folder;

    @Test
    void nothingAcknowledgedIsLostAndEverythingFinishesByItself() throws Exception {
        List<Moment> moments = CrashCampaign.moments(10, 5, 5, SEED);
        CrashCampaign.Result result = new CrashCampaign(
                        new CrashCampaign.Plan(
                                SnapshotHoldingNode.class.getName(), folder, 40, SEED, moments, Duration.ofMinutes(2)),
                        System.out::println)
                .run();
        assertThat(result.crashes()).as("crashes of seed " + SEED).hasSizeGreaterThanOrEqualTo(20);
        assertThat(Collections.frequency(result.crashes(), Moment.START_UP))
                .as("during start-up and replay")
                .isGreaterThanOrEqualTo(5);
        assertThat(Collections.frequency(result.crashes(), Moment.SNAPSHOT))
                .as("during a snapshot")
                .isGreaterThanOrEqualTo(5);
        assertThat(result.acknowledged()).as("acknowledged calls").isGreaterThan(500);
        assertThat(result.sentAgain())
                .as("calls that a crash left unanswered and that were sent again")
                .isGreaterThan(50);
        assertThat(result.unknown()).as("calls that nobody ever answered").isZero();
        for (Finding finding : result.findings()) {
            assertThat(finding.looked())
                    .as("what " + finding.name() + " looked at")
                    .isPositive();
            assertThat(finding.broken()).as(finding.name() + ", seed " + SEED).isEmpty();
        }
        System.out.println("seed " + SEED + ": " + result.crashes() + "; " + result.asked() + " asked, "
                + result.acknowledged() + " acknowledged, " + result.sentAgain() + " sent again");
    }
}
