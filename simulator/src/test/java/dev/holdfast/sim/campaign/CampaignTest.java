package dev.holdfast.sim.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sim.fault.Swarm;
import dev.holdfast.sim.mutant.Mutants;
import dev.holdfast.sim.world.Seams;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CampaignTest {
    @Test
    void whatSeedsComeToDoesNotDependOnHowManyRunSideBySide() throws InterruptedException {
        Campaign.Result alone = run(1, 6, 1);
        Campaign.Result together = run(1, 6, 3);
        assertThat(together.hash()).isEqualTo(alone.hash());
        assertThat(together.events()).isEqualTo(alone.events());
        assertThat(together.coverage().lines()).isEqualTo(alone.coverage().lines());
        assertThat(alone.holds()).isTrue();
        assertThat(alone.seeds()).isEqualTo(6);
    }

    @Test
    void eachRunIsToldOfAsItEnds() throws InterruptedException {
        List<Integer> told = new ArrayList<>();
        Campaign.run(new Campaign.Plan(1, 3, Swarm::of, Seams::new, 1), soFar -> told.add(soFar.seeds()));
        assertThat(told).containsExactly(1, 2, 3);
    }

    @Test
    void aBrokenRunIsCountedAndKeptWithItsSeed() throws InterruptedException {
        Campaign.Result result = Campaign.run(
                new Campaign.Plan(
                        7,
                        2,
                        Swarm::of,
                        Mutants.named("release-confirmed-before-gone")
                                .orElseThrow()
                                .seams(),
                        2),
                _ -> {});
        assertThat(result.violations()).isEqualTo(2);
        assertThat(result.holds()).isFalse();
        assertThat(result.failures())
                .extracting(failure -> failure.script().seed())
                .containsExactly(7L, 8L);
    }

    @Test
    void aRunWithoutFaultsOrLoadIsInvalidAndNotGreen() throws InterruptedException {
        Campaign.Result result =
                Campaign.run(new Campaign.Plan(1, 1, seed -> Swarm.of(seed).with(List.of()), Seams::new, 1), _ -> {});
        assertThat(result.violations()).isZero();
        assertThat(result.invalid()).isEqualTo(1);
        assertThat(result.valid()).isFalse();
        assertThat(result.firstInvalid()).isEqualTo(1);
    }

    @Test
    void whatShouldBeReachedIsTooRareUntilItIsReachedInOneSeedOfAHundred() {
        Coverage nothing = new Coverage();
        assertThat(nothing.tooRare()).hasSameSizeAs(Coverage.wanted());
        assertThat(Coverage.wanted())
                .contains(
                        "fault NodePause",
                        "event InstanceStarted",
                        "event ClaimFreed",
                        "transition CREATING -> STARTING",
                        "append refused by itself",
                        "a stale copy found out")
                .doesNotContainAnyElementsOf(Coverage.NOT_YET.keySet());
    }

    private static Campaign.Result run(long from, int seeds, int jobs) throws InterruptedException {
        return Campaign.run(new Campaign.Plan(from, seeds, Swarm::of, Seams::new, jobs), _ -> {});
    }
}
