package dev.holdfast.sim.mutant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sim.fault.Scenarios;
import dev.holdfast.sim.fault.Swarm;
import dev.holdfast.sim.world.Seams;
import dev.holdfast.sim.world.SimRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each hunts in worlds of its own, so that all processors can. */
@Execution(ExecutionMode.CONCURRENT)
class MutantsTest {
    private static List<String> quick() {
        return Mutants.all().stream()
                .map(Mutant::name)
                .filter(name -> !SLOW.contains(name) && !OF_SILENCE.contains(name))
                .toList();
    }

    /** Those that need more than ten seeds: for the nightly run, and for {@code sim --mutants}, which hunts all. */
    private static final List<String> SLOW = List.of(
            "claim-disowned-while-held",
            "report-from-before-the-order",
            "release-forgotten-when-failed",
            "order-from-before-counts",
            "released-epoch-may-come-back",
            "sessions-last-for-ever",
            "agent-forgets");

    /** Those that need a host to be silent for long, which the swarm rarely draws: for the scenarios of silence. */
    private static final List<String> OF_SILENCE = List.of(
            "grant-not-noted",
            "take-over-not-waited-for",
            "silence-taken-as-proof",
            "proof-not-committed",
            "watchdog-taken-for-granted",
            "watchdog-does-not-look",
            "healed-because-it-took-long",
            "fenced-and-left");

    private static List<String> slow() {
        return SLOW;
    }

    @ParameterizedTest
    @MethodSource("quick")
    void aJudgeFindsThePlantedBugWithinAFewSeeds(String name) {
        assertThat(hunt(name, 40).violation()).isPresent();
    }

    @Tag("nightly")
    @ParameterizedTest
    @MethodSource("slow")
    void aJudgeFindsTheRarestOfThemToo(String name) {
        assertThat(hunt(name, 400).violation()).isPresent();
    }

    /** The fence: what breaks it shows in the scenario that is about it. */
    @ParameterizedTest
    @CsvSource({
        "two-owners, owners-share-a-name",
        "two-owners, term-not-raised",
        "two-owners, barrier-asks-nobody",
        "paused-owner, fence-not-noticed",
        "paused-owner, term-not-raised",
        "paused-owner, barrier-asks-nobody",
        "late-effects, condition-by-term-alone",
        "late-effects, refusal-taken-for-ones-own",
        "late-effects, unknown-told-as-refused",
        "own-refusals, sent-again-under-another-id",
        "own-refusals, unknown-told-as-done",
    })
    void theFencesScenariosFindWhatBreaksTheFence(String scenario, String name) {
        assertFound(scenario, name, 40);
    }

    @ParameterizedTest
    @CsvSource({
        "two-owners, append refused FENCED",
        "paused-owner, append refused FENCED",
        "late-effects, a late write landed",
        "own-refusals, append refused by itself",
    })
    void theFenceHoldsInItsScenariosWhenTheCodeIsRight(String scenario, String reached) {
        for (long seed = 1; seed <= 5; seed++) {
            assertThat(holds(scenario, seed, reached).history().acknowledged()).isGreaterThan(500);
        }
    }

    /** Of leases and proof: what breaks them shows in the scenario that is about it. */
    @ParameterizedTest
    @CsvSource({
        "silent-hosts, grant-not-noted",
        "cut-and-taken-over, take-over-not-waited-for",
        "silent-hosts, silence-taken-as-proof",
        "silent-hosts, proof-not-committed",
        "silent-hosts, watchdog-taken-for-granted",
        "silent-hosts, watchdog-does-not-look",
        "silent-hosts, healed-because-it-took-long",
        "silent-control-plane, fenced-and-left",
    })
    void theScenariosOfSilenceFindWhatBreaksALease(String scenario, String name) {
        assertFound(scenario, name, 20);
    }

    @ParameterizedTest
    @CsvSource({
        "silent-hosts, event LeaseLapsed",
        "silent-hosts, event FencingConfirmed",
        "silent-control-plane, guest fenced",
        "two-keepers, lease granted",
    })
    void aLeaseHoldsInItsScenariosWhenTheCodeIsRight(String scenario, String reached) {
        holds(scenario, 1, reached);
    }

    private static void assertFound(String scenario, String name, int seeds) {
        Mutant mutant = Mutants.named(name).orElseThrow();
        assertThat(Hunt.of(mutant, Scenarios.named(scenario).orElseThrow(), 1, seeds)
                        .violation())
                .isPresent();
    }

    private static SimRun.Result holds(String scenario, long seed, String reached) {
        SimRun.Result result = SimRun.of(Scenarios.named(scenario).orElseThrow().apply(seed), new Seams(), false);
        assertThat(result.violations()).as("seed " + seed).isEmpty();
        assertThat(result.trace().counts()).as("seed " + seed).containsKey(reached);
        return result;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void theRightCodeIsFoundByNoJudge(long seed) {
        assertThat(SimRun.of(Swarm.of(seed), new Seams(), false).violations()).isEmpty();
    }

    @Test
    void everyOneHasItsOwnName() {
        assertThat(Mutants.all())
                .extracting(Mutant::name)
                .doesNotHaveDuplicates()
                .hasSizeGreaterThanOrEqualTo(15);
    }

    /** Who hunts with {@code -o wide} is pointed at a rule, and finds it. */
    @Test
    void theRulesThatTheyBreakStandOnThePagesThatTheyName() throws IOException {
        String log = Files.readString(Path.of("../docs/log.md"));
        String life = Files.readString(Path.of("../docs/lifecycle.md"));
        for (Mutant mutant : Mutants.all()) {
            if (mutant.rule().matches("L\\d")) {
                assertThat(log).as(mutant.name()).contains("| " + mutant.rule() + " | ");
            } else if (mutant.rule().matches("lifecycle rule \\d+")) {
                assertThat(life)
                        .as(mutant.name())
                        .contains("\n" + mutant.rule().replace("lifecycle rule ", "") + ". **");
            } else {
                assertThat(mutant.rule()).as(mutant.name()).hasSizeGreaterThan(20);
            }
        }
        assertThat(Mutants.all()).extracting(Mutant::rule).contains("L1", "L4", "L7", "lifecycle rule 2");
    }

    private static Hunt.Result hunt(String name, int seeds) {
        return Hunt.of(Mutants.named(name).orElseThrow(), Swarm::of, 1, seeds);
    }
}
