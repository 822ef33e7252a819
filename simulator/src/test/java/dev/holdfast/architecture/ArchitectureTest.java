package dev.holdfast.architecture;

import static dev.holdfast.architecture.CodeBase.ALL;
import static dev.holdfast.architecture.CodeBase.MAIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules hold. That each of them can fail is shown by {@link OffendersTest}. */
class ArchitectureTest {
    @ParameterizedTest
    @CsvSource({"core, 350, 30", "cluster-node, 140, 4", "simulator, 10, 30"})
    void everyModuleIsSeen(String module, long shipped, long testing) {
        assertThat(CodeBase.shipped(module))
                .as("classes of %s; with fewer, the rules below would hold for code that they never saw", module)
                .isGreaterThanOrEqualTo(shipped);
        assertThat(CodeBase.testing(module))
                .as("test classes of %s; build the modules together, or all of them before this one", module)
                .isGreaterThanOrEqualTo(testing);
    }

    @Test
    void coreDependsOnNothing() {
        Rules.CORE_DEPENDS_ON_NOTHING.check(MAIN);
    }

    @Test
    void coreReadsNoClock() {
        Rules.CORE_READS_NO_CLOCK.check(MAIN);
    }

    @Test
    void coreDrawsNoNumbers() {
        Rules.CORE_DRAWS_NO_NUMBERS.check(MAIN);
    }

    @Test
    void coreStartsNoThreadAndTakesNoLock() {
        Rules.CORE_STARTS_NOTHING.check(MAIN);
        Rules.CORE_LOCKS_NOTHING.check(MAIN);
    }

    @Test
    void coreTouchesNothingOutside() {
        Rules.CORE_TOUCHES_NOTHING.check(MAIN);
    }

    @Test
    void coreWritesNoLogLines() {
        Rules.CORE_SAYS_NOTHING.check(MAIN);
    }

    @Test
    void coreIteratesInTheSameOrderInEveryJvm() {
        Rules.CORE_HAS_ONE_ORDER.check(MAIN);
        Rules.CORE_HASHES_WITH_A_REASON.check(MAIN);
    }

    @Test
    void dependenciesFollowThePicture() {
        Rules.FOLLOWS_THE_PICTURE.check(MAIN);
    }

    @Test
    void everyClassLivesInADrawnBox() {
        Rules.LIVES_IN_A_BOX.check(MAIN);
    }

    @Test
    void featuresHaveNoCircles() {
        Rules.FEATURES_HAVE_NO_CIRCLES.check(MAIN);
    }

    @Test
    void aNounHasTheSameNameInEveryModule() {
        Rules.A_NOUN_HAS_ONE_NAME.check(MAIN);
    }

    @Test
    void onlyTheEntityAndTheViewEvolveAState() {
        Rules.ONLY_ENTITY_AND_VIEW_EVOLVE.check(MAIN);
    }

    @Test
    void wireTypesStayAtTheEdge() {
        Rules.THE_WIRE_STAYS_OUTSIDE.check(MAIN);
    }

    @Test
    void everyPackageIsNullMarkedTestsIncluded() {
        Rules.EVERY_PACKAGE_IS_NULL_MARKED.check(ALL);
    }

    @Test
    void nobodySleepsNotEvenInATest() {
        Rules.NOBODY_SLEEPS.check(ALL);
    }

    @Test
    void everyExceptionIsStillNeeded() {
        exists(Rules.HASHED);
        exists(Rules.SLEEPS);
        assertThat(Rules.EVOLVE).allMatch(MAIN::contain);
        assertThat(Rules.HASHED.keySet())
                .as("listed as using a hash table")
                .allMatch(name -> MAIN.stream()
                        .filter(type -> Rules.outermost(type).equals(name))
                        .anyMatch(type -> depends(type, "java.util.HashMap") || depends(type, "java.util.HashSet")));
        assertThat(Rules.SLEEPS.keySet())
                .as("listed as sleeping: if this fails, somebody cured it, and its line in Rules.SLEEPS can go")
                .allMatch(name -> ALL.get(name).getMethodCallsFromSelf().stream()
                        .anyMatch(call -> call.getName().equals("sleep")));
    }

    private static void exists(Map<String, String> exceptions) {
        assertThat(exceptions.keySet()).allMatch(MAIN::contain);
        assertThat(exceptions.values()).as("reasons").noneMatch(String::isBlank);
    }

    private static boolean depends(JavaClass type, String on) {
        return type.getDirectDependenciesFromSelf().stream()
                .anyMatch(dependency -> dependency.getTargetClass().getName().equals(on));
    }
}
