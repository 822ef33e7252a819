package dev.holdfast.architecture;

import static dev.holdfast.architecture.CodeBase.BROKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** A rule that cannot fail is worth nothing: each finds the class that was written to break it. */
class OffendersTest {
    @Test
    void aFrameworkInCore() {
        finds(Rules.CORE_DEPENDS_ON_NOTHING, "UsesAFramework");
    }

    @Test
    void aClockInCoreAlsoByReference() {
        finds(Rules.CORE_READS_NO_CLOCK, "ReadsTheClock", "HandsOnTheClock");
    }

    @Test
    void aDrawInCore() {
        finds(Rules.CORE_DRAWS_NO_NUMBERS, "DrawsAUid", "DrawsANumber");
    }

    @Test
    void aThreadInCore() {
        finds(Rules.CORE_STARTS_NOTHING, "StartsAThread", "RunsInParallel");
    }

    @Test
    void aLockInCore() {
        finds(Rules.CORE_LOCKS_NOTHING, "TakesALock");
    }

    @Test
    void aFileInCoreAndItsOutput() {
        finds(Rules.CORE_TOUCHES_NOTHING, "ReadsAFile", "PrintsALine");
    }

    @Test
    void aLogLineInCore() {
        finds(Rules.CORE_SAYS_NOTHING, "UsesAFramework");
    }

    @Test
    void aSaltedOrderInCoreAndAHashedOne() {
        finds(Rules.CORE_HAS_ONE_ORDER, "ForgetsItsOrder", "CollectsIntoASet");
        finds(Rules.CORE_HASHES_WITH_A_REASON, "HashesWithoutAReason");
    }

    @Test
    void theEmptySetIsNoOffence() {
        assertThat(Rules.CORE_HAS_ONE_ORDER.evaluate(BROKEN).getFailureReport().toString())
                .doesNotContain("UsesTheEmptySet");
    }

    @Test
    void anArrowThatIsNotDrawn() {
        finds(Rules.FOLLOWS_THE_PICTURE, "ReachesUp");
    }

    @Test
    void aPackageThatIsNotDrawn() {
        finds(Rules.LIVES_IN_A_BOX, "MachineRoom");
    }

    @Test
    void twoFeaturesThatNeedEachOther() {
        finds(Rules.FEATURES_HAVE_NO_CIRCLES, "NeedsTheView", "NeedsTheLog");
    }

    @Test
    void aWordThatCoreDoesNotHaveAndANounInAnothersPlace() {
        finds(Rules.A_NOUN_HAS_ONE_NAME, "MachineRoom", "InstanceTenant");
    }

    @Test
    void aThirdPartyThatEvolvesAlsoByReference() {
        finds(Rules.ONLY_ENTITY_AND_VIEW_EVOLVE, "EvolvesByItself", "HandsOnEvolve");
    }

    @Test
    void aWireTypeInside() {
        finds(Rules.THE_WIRE_STAYS_OUTSIDE, "SpeaksTheWire");
    }

    @Test
    void aPackageThatIsNotNullMarked() {
        finds(Rules.EVERY_PACKAGE_IS_NULL_MARKED, "ForgetsNulls");
    }

    @Test
    void aSleeperWhateverItSleepsBy() {
        finds(Rules.NOBODY_SLEEPS, "SleepsOnAThread", "SleepsOnAUnit");
    }

    private static void finds(ArchRule rule, String... offenders) {
        assertThatThrownBy(() -> rule.check(BROKEN))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("because")
                .hasMessageContainingAll(offenders);
    }
}
