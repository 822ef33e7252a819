package dev.holdfast.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sim.chaos.ChaosReport;
import dev.holdfast.sim.invariant.Finding;
import dev.holdfast.sim.scenario.ClusterCampaign.Blow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real nodes over a real Cassandra, real signals. Repeat one order of blows with {@code -Dholdfast.seed=N}. */
@Tag("nightly")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class ClusterCampaignTest {
    private static final long SEED = Long.getLong("holdfast.seed", 1L);

    @TempDir
    Path folder;

    @Test
    void aRegionWhoseNodesAreKilledPausedAndRestartedLosesDoublesAndForgetsNothing() throws Exception {
        ClusterCampaign.Plan plan = new ClusterCampaign.Plan(
                folder.resolve("cluster"), Duration.ofSeconds(30), 1, 2, 1, 1, 0, 1, 200, 25, SEED);
        ClusterCampaign.Result result = new ClusterCampaign(plan, System.out::println, _ -> {}).run();
        ChaosReport.table(plan, result).forEach(System.out::println);
        assertThat(result.rounds())
                .extracting(ClusterCampaign.Round::blow)
                .containsExactlyInAnyOrder(
                        Blow.QUIET,
                        Blow.KILL,
                        Blow.KILL,
                        Blow.PAUSE,
                        Blow.OUTAGE,
                        Blow.RESTART,
                        Blow.RESTART,
                        Blow.RESTART);
        assertThat(result.rounds())
                .filteredOn(round -> round.blow() == Blow.KILL)
                .allSatisfy(round -> {
                    assertThat(round.decided())
                            .as("that the others took it for dead")
                            .isPresent();
                    assertThat(round.unavailable().longest()).isLessThan(Duration.ofMinutes(1));
                });
        assertThat(result.rounds())
                .filteredOn(round -> round.blow() == Blow.OUTAGE)
                .allSatisfy(round -> assertThat(round.store())
                        .hasValueSatisfying(rates -> assertThat(rates.away().asked())
                                .as("questions a second to a store that is away")
                                .isLessThan(rates.before().asked())));
        assertThat(result.acknowledged()).as("acknowledged calls").isGreaterThan(500);
        assertThat(result.sentAgain()).as("calls that were sent more than once").isGreaterThan(20);
        assertThat(result.unknown()).as("calls that nobody ever answered").isZero();
        for (Finding finding : result.findings()) {
            assertThat(finding.looked())
                    .as("what " + finding.name() + " looked at")
                    .isPositive();
            assertThat(finding.broken()).as(finding.name() + ", seed " + SEED).isEmpty();
        }
    }
}
