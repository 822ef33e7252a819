package dev.holdfast.sim.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.holdfast.sim.history.LinearizableSearch.Verdict;
import dev.holdfast.sim.history.LittleMachine.Made;
import dev.holdfast.sim.history.Operation.Result;
import dev.holdfast.sim.model.Fact;
import dev.holdfast.sim.model.Phase;
import dev.holdfast.sim.model.Verb;
import dev.holdfast.sim.workload.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SequenceOrderTest {
    private final List<Fact> facts = new ArrayList<>();
    private final List<Operation> operations = new ArrayList<>();

    @Test
    void aReadThatIsOlderThanWhatWasKnownNamesBoth() {
        created();
        read(5, 6, 2, Phase.PLACING);
        read(7, 8, 1, Phase.PENDING);
        assertThat(broken())
                .singleElement()
                .asString()
                .contains("read of web by process 1 at 5..6, seeing 2 PLACING: too early")
                .contains("fact 2 came after the start of: read of web by process 1 at 7..8, seeing 1 PENDING");
    }

    @Test
    void whatWasAcknowledgedAndIsNotInTheLogIsLost() {
        created();
        change(Verb.DELETE, "d", 5, 6, new Result.Accepted(3));
        assertThat(broken()).singleElement().asString().contains("lost, the log has the facts 1 to 2");
    }

    @Test
    void anAnswerThatNamesAnotherRequestsFactIsSeen() {
        created();
        change(Verb.CREATE, "other", 5, 6, new Result.Accepted(1));
        assertThat(broken()).anySatisfy(sentence -> assertThat(sentence).contains("that fact accepted request c"));
        operations.removeLast();
        change(Verb.DELETE, "c", 5, 6, new Result.Accepted(1));
        assertThat(broken()).anySatisfy(sentence -> assertThat(sentence).contains("accepts no such request"));
    }

    @Test
    void aRepeatIsJudgedFromTheFirstSending() {
        fact("requested", Optional.of("c"));
        fact("quota-granted", Optional.empty());
        unanswered(Verb.CREATE, "c", 0);
        read(5, 6, 2, Phase.PLACING);
        change(Verb.CREATE, "c", 10, 20, new Result.Accepted(1));
        assertThat(broken()).isEmpty();
        operations.removeFirst();
        assertThat(broken()).singleElement().asString().contains("seeing 2 PLACING: too early");
    }

    @Test
    void whatNobodyAskedForOrWhatWasRefusedDidNotHappen() {
        fact("requested", Optional.of("c"));
        assertThat(broken()).singleElement().asString().contains("which no client sent");
        change(Verb.CREATE, "c", 0, 1, new Result.Refused("UNAVAILABLE"));
        assertThat(broken()).singleElement().asString().contains("only such as were told that it is refused");
        unanswered(Verb.CREATE, "c", 0);
        assertThat(broken()).isEmpty();
    }

    @Test
    void aRefusalIsLegalOnlyAtAVersionThatWasThere() {
        created();
        fact("deletion-requested", Optional.of("d"));
        fact("deleted", Optional.empty());
        change(Verb.DELETE, "d", 10, 11, new Result.Accepted(3));
        change(Verb.START, "s", 12, 13, new Result.Refused("BUSY"));
        assertThat(broken()).isEmpty();
        read(5, 6, 0, Phase.ABSENT);
        assertThat(broken()).singleElement().asString().contains("accepted as 1: too early");
        operations.removeLast();
        change(Verb.START, "t", 5, 6, new Result.Refused("NOT_FOUND"));
        assertThat(broken()).isNotEmpty();
        operations.removeLast();
        change(Verb.START, "t", 14, 15, new Result.Refused("NOT_FOUND"));
        assertThat(broken()).isEmpty();
        change(Verb.START, "u", 16, 17, new Result.Refused("BUSY"));
        assertThat(broken()).as("busy after it was gone").isNotEmpty();
    }

    @Test
    void aRequestIdThatIsUsedForSomethingElseIsRefusedAndOnlyThen() {
        created();
        change(Verb.DELETE, "c", 5, 6, new Result.Refused("REQUEST_ID_REUSED"));
        assertThat(broken()).isEmpty();
        change(Verb.CREATE, "c", 7, 8, new Result.Refused("REQUEST_ID_REUSED"));
        assertThat(broken()).singleElement().asString().contains("no version");
        operations.removeLast();
        change(Verb.DELETE, "d", 7, 8, new Result.Refused("REQUEST_ID_REUSED"));
        assertThat(broken()).singleElement().asString().contains("no version");
    }

    @Test
    void aCodeThatLeavesOpenWhetherItHappenedIsNoRefusal() {
        created();
        change(Verb.DELETE, "d", 5, 6, new Result.Refused("OUTCOME_UNKNOWN"));
        assertThat(broken()).singleElement().asString().contains("its outcome is unknown");
    }

    @Test
    void nobodyKnowsOfAFactBeforeItsCommit() {
        created();
        read(5, 6, 2, Phase.PLACING);
        assertThat(SequenceOrder.judge(new FactLog(facts, List.of(1L, 6L)), operations)
                        .broken())
                .isEmpty();
        assertThat(SequenceOrder.judge(new FactLog(facts, List.of(1L, 7L)), operations)
                        .broken())
                .singleElement()
                .asString()
                .contains("came after the commit of itself or of an earlier one, at 7");
        assertThatThrownBy(() -> new FactLog(facts, List.of(1L))).hasMessage("committedNanos: 1 times for 2 facts");
    }

    @Test
    void aRefusalGivesWayToOneThatLeavesNoChoice() {
        fact("requested", Optional.of("c"));
        fact("quota-granted", Optional.empty());
        fact("deletion-requested", Optional.of("d"));
        fact("deleted", Optional.empty());
        unanswered(Verb.CREATE, "c", 0);
        unanswered(Verb.DELETE, "d", 0);
        // After the deletion, or before the creation: and the next says that it was not deleted yet.
        change(Verb.START, "s", 10, 11, new Result.Refused("NOT_FOUND"));
        change(Verb.START, "t", 20, 21, new Result.Refused("BUSY"));
        read(12, 13, 2, Phase.PLACING);
        assertThat(broken()).isEmpty();
        read(2, 3, 1, Phase.PENDING);
        assertThat(broken())
                .singleElement()
                .asString()
                .contains("seeing 1 PENDING: too early")
                .contains("fact 1 came after the start of: start of web by process 1 under s at 10..11");
        assertThat(new SearchedOrder(10_000).judge(FactLog.of(facts), operations))
                .isEqualTo(Verdict.NOT);
    }

    @Test
    void aHundredThousandOperationsAreJudgedInNoTime() {
        Map<String, FactLog> logs = new TreeMap<>();
        List<Operation> all = new ArrayList<>();
        for (int key = 0; key < 1_000; key++) {
            Made made = LittleMachine.run(new Seeds(7).draws("fleet", key), "web-" + key, 100);
            logs.put("web-" + key, made.log());
            all.addAll(made.operations());
        }
        Made one = LittleMachine.run(new Seeds(8).draws("one"), "web", 100_000);
        assertThat(all).hasSizeGreaterThanOrEqualTo(100_000);
        assertTimeout(Duration.ofSeconds(10), () -> {
            assertThat(SequenceOrder.judge(logs, all).broken()).isEmpty();
            assertThat(SequenceOrder.judge(one.log(), one.operations()).broken())
                    .isEmpty();
        });
        logs.remove("web-500");
        assertThat(SequenceOrder.judge(logs, all).broken()).isNotEmpty().allMatch(s -> s.startsWith("web-500: "));
    }

    /** A create under the id c that was accepted as 1 and answered at 0..4. */
    private void created() {
        fact("requested", Optional.of("c"));
        fact("quota-granted", Optional.empty());
        change(Verb.CREATE, "c", 0, 4, new Result.Accepted(1));
    }

    private void fact(String kind, Optional<String> requestId) {
        facts.add(new Fact(
                facts.size() + 1L, "instance." + kind + (kind.equals("requested") ? ".v2" : ".v1"), requestId));
    }

    private void change(Verb verb, String requestId, long start, long end, Result result) {
        operations.add(new Operation(1, verb, "web", Optional.of(requestId), "", start, OptionalLong.of(end), result));
    }

    private void unanswered(Verb verb, String requestId, long start) {
        operations.addFirst(new Operation(
                1, verb, "web", Optional.of(requestId), "", start, OptionalLong.empty(), new Result.Unknown()));
    }

    private void read(long start, long end, long sequence, Phase phase) {
        operations.add(new Operation(
                1,
                Verb.READ,
                "web",
                Optional.empty(),
                "",
                start,
                OptionalLong.of(end),
                new Result.Seen(sequence, phase)));
    }

    private List<String> broken() {
        return SequenceOrder.judge(FactLog.of(facts), operations).broken();
    }
}
