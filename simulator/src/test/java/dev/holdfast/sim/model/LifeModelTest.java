package dev.holdfast.sim.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.node.codec.TypeNames;
import dev.holdfast.node.instance.InstanceTypes;
import dev.holdfast.sim.workload.Seeds;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The hand-written model against the code that it judges: here, and only here, they meet. */
class LifeModelTest {
    @Test
    void whateverTheCodeDoesIsLegalAndWhateverIsLegalTheCodeDoes() {
        Map<Phase, Set<FactKind>> reached = none();
        Map<Phase, Set<FactKind>> allowed = none();
        for (long seed = 0; seed < 750; seed++) {
            new CodeWalk(new Seeds(seed).draws("walk"), reached, allowed).walk(600);
        }
        // What follows in the same commit is never found between two commands: quota, and the end of a deletion or of a
        // deallocation.
        allowed.put(Phase.PENDING, EnumSet.of(FactKind.QUOTA_GRANTED));
        allowed.computeIfAbsent(Phase.DELETING, _ -> EnumSet.noneOf(FactKind.class))
                .add(FactKind.DELETED);
        allowed.computeIfAbsent(Phase.DEALLOCATING, _ -> EnumSet.noneOf(FactKind.class))
                .add(FactKind.DEALLOCATED);
        assertThat(reached).isEqualTo(allowed);
    }

    @Test
    void theModelKnowsEveryKindThatTheLogKnows() {
        TypeNames names = new TypeNames();
        InstanceTypes.name(names);
        assertThat(names.roots().keySet().stream().filter(names::isEvent))
                .allMatch(name -> FactKind.named(name).isPresent())
                .hasSize(FactKind.values().length);
    }

    @Test
    void aVerbIsAcceptedOrRefusedInEveryPhase() {
        for (Phase phase : Phase.values()) {
            for (Verb verb : EnumSet.complementOf(EnumSet.of(Verb.READ))) {
                assertThat(Answers.accepting(verb, phase).isPresent())
                        .as("%s when %s", verb, phase)
                        .isNotEqualTo(Answers.refusal(verb, phase).isPresent());
            }
        }
    }

    @Test
    void aSecondHostIsNotAskedBeforeTheFirstHasConfirmed() {
        List<String> kinds = List.of("requested", "quota-granted", "placed", "claim-refused", "placed");
        assertThat(Course.of(log(kinds)).broken())
                .contains("fact 5 (instance.placed.v1) may not happen when it is PLACING, owing a release");
    }

    @Test
    void aDeletionIsNotOverBeforeTheHostHasConfirmed() {
        assertThat(Course.of(log(List.of("requested", "quota-granted", "placed", "deletion-requested", "deleted")))
                        .broken())
                .contains(
                        "fact 5 (instance.deleted.v1) may not happen when it is DELETING, owing a release, tried 1 time");
        assertThat(Course.of(log(List.of("requested", "deletion-requested", "deleted", "requested")))
                        .at(4))
                .satisfies(again -> assertThat(again.life()).isEqualTo(2))
                .satisfies(again -> assertThat(again.phase()).isEqualTo(Phase.PENDING));
    }

    @Test
    void aDeallocationIsNotOverBeforeItWasStoppedAndTheHostHasConfirmed() {
        List<String> running = List.of("requested", "quota-granted", "placed", "claimed", "created", "started");
        assertThat(broken(running, "deallocation-requested", "deallocated"))
                .contains("fact 8 (instance.deallocated.v1) may not happen when it is DEALLOCATING");
        assertThat(broken(running, "deallocation-requested", "stopped", "deallocated"))
                .contains("fact 9 (instance.deallocated.v1) may not happen when it is DEALLOCATING, owing a release,"
                        + " halfway, tried 1 time");
        assertThat(broken(running, "deallocation-requested", "stopped", "release-confirmed", "deallocated"))
                .isEmpty();
    }

    @Test
    void aRestartIsNotOverBeforeItWasStopped() {
        List<String> running = List.of("requested", "quota-granted", "placed", "claimed", "created", "started");
        assertThat(broken(running, "restart-requested", "started"))
                .contains("fact 8 (instance.started.v1) may not happen when it is RESTARTING");
        assertThat(broken(running, "restart-requested", "stopped", "started")).isEmpty();
    }

    private static Optional<String> broken(List<String> before, String... then) {
        List<String> all = new ArrayList<>(before);
        all.addAll(List.of(then));
        return Course.of(log(all)).broken();
    }

    @Test
    void aRequestIdIsAcceptedOnce() {
        List<Fact> log = List.of(
                new Fact(1, "instance.requested.v2", Optional.of("r")),
                new Fact(2, "instance.deletion-requested.v1", Optional.of("r")));
        Course course = Course.of(log);
        assertThat(course.broken().orElseThrow()).contains("request id r was accepted by fact 1 and again by fact 2");
        assertThat(course.last()).isEqualTo(1);
        assertThat(course.acceptanceOf("r")).contains(new Course.Acceptance(1, Verb.CREATE, Optional.of("r")));
    }

    @Test
    void aGapAnUnknownKindAndAForeignRequestIdAreIllegal() {
        assertThat(Course.of(List.of(new Fact(2, "instance.requested.v2", Optional.empty())))
                        .broken())
                .contains("sequence 2 follows 0");
        assertThat(Course.of(log(List.of("dreamt"))).broken().orElseThrow()).contains("does not know");
        assertThat(Course.of(List.of(
                                new Fact(1, "instance.requested.v2", Optional.of("r")),
                                new Fact(2, "instance.quota-granted.v1", Optional.of("s"))))
                        .broken()
                        .orElseThrow())
                .contains("nobody asks");
    }

    private static Map<Phase, Set<FactKind>> none() {
        Map<Phase, Set<FactKind>> none = new EnumMap<>(Phase.class);
        for (Phase phase : Phase.values()) {
            none.put(phase, EnumSet.noneOf(FactKind.class));
        }
        return none;
    }

    private static List<Fact> log(List<String> kinds) {
        List<Fact> log = new ArrayList<>();
        for (String kind : kinds) {
            log.add(new Fact(
                    log.size() + 1, "instance." + kind + (kind.equals("requested") ? ".v2" : ".v1"), Optional.empty()));
        }
        return log;
    }
}
