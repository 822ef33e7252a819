package dev.holdfast.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sim.invariant.Finding;
import dev.holdfast.sim.scenario.CrashCampaign.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, real SIGKILLs, a real disk. Repeat one order of crashes with {@code -Dholdfast.seed=N}. */
class TwentyCrashesTest {
    private static final long SEED = Long.getLong("holdfast.seed", 20_261_124L);

    @TempDir
    Path folder;

    /** The short form, which every build runs. */
    @Test
    void ofEightCrashesNothingAcknowledgedIsLostAndEverythingFinishesByItself() throws Exception {
        holds(4, 2, 2);
    }

    @Tag("nightly")
    @Test
    void ofTwentyCrashesNothingAcknowledgedIsLostAndEverythingFinishesByItself() throws Exception {
        holds(10, 5, 5);
    }

    private void holds(int serving, int startingUp, int snapshots) throws Exception {
        int all = serving + startingUp + snapshots;
        List<Moment> moments = CrashCampaign.moments(serving, startingUp, snapshots, SEED);
        CrashCampaign.Result result = new CrashCampaign(
                        new CrashCampaign.Plan(
                                SnapshotHoldingNode.class.getName(), folder, 40, SEED, moments, Duration.ofMinutes(2)),
                        System.out::println)
                .run();
        assertThat(result.crashes()).as("crashes of seed " + SEED).hasSizeGreaterThanOrEqualTo(all);
        assertThat(Collections.frequency(result.crashes(), Moment.START_UP))
                .as("during start-up and replay")
                .isGreaterThanOrEqualTo(startingUp);
        assertThat(Collections.frequency(result.crashes(), Moment.SNAPSHOT))
                .as("during a snapshot")
                .isGreaterThanOrEqualTo(snapshots);
        assertThat(result.acknowledged()).as("acknowledged calls").isGreaterThan(25L * all);
        assertThat(result.sentAgain())
                .as("calls that a crash left unanswered and that were sent again")
                .isGreaterThan(2L * all);
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
