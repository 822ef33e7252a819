package dev.holdfast.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.Operation;
import com.google.protobuf.Any;
import dev.holdfast.sim.history.Operation.Result;
import dev.holdfast.sim.history.RecordingClient;
import dev.holdfast.sim.invariant.Finding;
import dev.holdfast.sim.model.Phase;
import dev.holdfast.sim.model.Verb;
import dev.holdfast.sim.workload.Seeds;
import dev.holdfast.v1.InstanceEvent;
import dev.holdfast.v1.OperationMetadata;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A log of two facts, and clients that were told this and that of it. */
class HistoryJudgesTest {
    private static final SortedMap<String, List<InstanceEvent>> LOG = new TreeMap<>(
            Map.of("web", List.of(fact(1, "instance.requested.v2"), fact(2, "instance.quota-granted.v1"))));

    private static final dev.holdfast.sim.history.Operation CREATED =
            sending(Verb.CREATE, Optional.of("r-1"), 0, 10, new Result.Accepted(1));

    @Test
    void onlyFactsThatAcceptARequestStandForAnOperation() {
        assertThat(HistoryJudges.accepting(LOG)).containsExactly(RecordingClient.parent() + "/operations/web.1");
    }

    @Test
    void answersThatFollowTheLogHold() {
        assertThat(judge("r-1", CREATED, read(20, 30, 1, Phase.PENDING), read(25, 40, 2, Phase.PLACING)))
                .allSatisfy(finding -> {
                    assertThat(finding.looked()).as(finding.name()).isPositive();
                    assertThat(finding.broken()).as(finding.name()).isEmpty();
                });
    }

    @Test
    void aReadOfWhatWasBeforeAnEarlierReadIsStale() {
        List<Finding> findings = judge("r-1", CREATED, read(20, 30, 2, Phase.PLACING), read(31, 40, 1, Phase.PENDING));
        assertThat(broken(findings, "stale reads")).singleElement().asString().contains("version 2 was known before");
        assertThat(broken(findings, "out of order")).isNotEmpty();
        assertThat(broken(findings, "judges disagree")).isEmpty();
    }

    @Test
    void twoReadsAtOnceMayBeAnsweredInAnyOrder() {
        assertThat(judge("r-1", CREATED, read(20, 35, 2, Phase.PLACING), read(31, 40, 1, Phase.PENDING)))
                .allMatch(Finding::holds);
    }

    @Test
    void aReadThatFindsNothingAfterACreateWasAcknowledgedIsCaught() {
        assertThat(broken(judge("r-1", CREATED, read(20, 30, 0, Phase.ABSENT)), "out of order"))
                .isNotEmpty();
    }

    @Test
    void anAcknowledgementOfWhatTheLogAcceptedUnderAnotherRequestIdIsCaught() {
        assertThat(broken(judge("r-2", CREATED), "out of order")).isNotEmpty();
    }

    private static List<Finding> judge(String requestId, dev.holdfast.sim.history.Operation... sendings) {
        String name = RecordingClient.parent() + "/operations/web.1";
        Operation operation = Operation.newBuilder()
                .setName(name)
                .setMetadata(Any.pack(
                        OperationMetadata.newBuilder().setRequestId(requestId).build()))
                .build();
        return HistoryJudges.judge(LOG, Map.of(name, operation), List.of(sendings), new Seeds(1).draws("test"));
    }

    private static List<String> broken(List<Finding> findings, String name) {
        return findings.stream()
                .filter(finding -> finding.name().equals(name))
                .findFirst()
                .orElseThrow()
                .broken();
    }

    private static dev.holdfast.sim.history.Operation read(long start, long end, long sequence, Phase phase) {
        return sending(Verb.READ, Optional.empty(), start, end, new Result.Seen(sequence, phase));
    }

    private static dev.holdfast.sim.history.Operation sending(
            Verb verb, Optional<String> requestId, long start, long end, Result result) {
        return new dev.holdfast.sim.history.Operation(
                1, verb, "web", requestId, "", start, OptionalLong.of(end), result);
    }

    private static InstanceEvent fact(long sequence, String kind) {
        return InstanceEvent.newBuilder().setSequence(sequence).setKind(kind).build();
    }
}
