package dev.holdfast.sim.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.Operation;
import com.google.protobuf.Any;
import dev.holdfast.agent.Incarnation;
import dev.holdfast.agent.simulated.GroundTruth;
import dev.holdfast.agent.simulated.GroundTruth.Kind;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.Uid;
import dev.holdfast.sim.history.Call;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceEvent;
import dev.holdfast.v1.InstanceState;
import dev.holdfast.v1.OperationMetadata;
import dev.holdfast.v1.Placement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Each judge sees what it is for, and nothing where nothing is wrong: one that cannot fail is worthless. */
class InvariantTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final Quantities CAPACITY = new Quantities(4, 4_096, 100, 0);
    private static final Quantities HALF = new Quantities(2, 2_048, 10, 0);

    private final List<Call> calls = new ArrayList<>();
    private final SortedMap<String, Evidence.HostRecord> hosts = new TreeMap<>();
    private final SortedMap<String, List<InstanceEvent>> events = new TreeMap<>();
    private final Map<String, Operation> operations = new TreeMap<>();
    private final List<Instance> listing = new ArrayList<>();

    @Test
    void whatIsInOrderHasNothingBroken() {
        acknowledged("request-1", Call.Verb.CREATE, "web", "web.1");
        events("web", "instance.requested.v2", "instance.quota-granted.v1");
        operation("web.1", "request-1", true);
        host("host-1", change(0, "web", 1, Kind.CREATED), change(1, "web", 1, Kind.STARTED));
        placed("web", "key", "fd-1", false);
        for (Invariant invariant : Invariant.ALL) {
            Finding finding = invariant.judge(evidence());
            assertThat(finding.holds()).as(finding.toString()).isTrue();
            assertThat(finding.looked()).as(finding.name()).isPositive();
        }
    }

    @Test
    void anAcknowledgedRequestWithoutItsEventIsLost() {
        acknowledged("request-1", Call.Verb.CREATE, "web", "web.1");
        operation("web.1", "request-1", true);
        assertThat(broken(new AcknowledgedSurvives()))
                .singleElement()
                .asString()
                .contains("no event 1");
    }

    @Test
    void anAcknowledgedRequestWhoseEventIsOfAnotherKindIsLost() {
        acknowledged("request-1", Call.Verb.STOP, "web", "web.1");
        events("web", "instance.requested.v2");
        operation("web.1", "request-1", true);
        assertThat(broken(new AcknowledgedSurvives()))
                .singleElement()
                .asString()
                .contains("event 1 is");
    }

    @Test
    void anAcknowledgedRequestWithoutItsOperationIsLost() {
        acknowledged("request-1", Call.Verb.CREATE, "web", "web.1");
        events("web", "instance.requested.v2");
        assertThat(broken(new AcknowledgedSurvives()))
                .singleElement()
                .asString()
                .contains("no such operation");
    }

    @Test
    void anOperationOfAnotherRequestDoesNotCount() {
        acknowledged("request-1", Call.Verb.CREATE, "web", "web.1");
        events("web", "instance.requested.v2");
        operation("web.1", "request-2", true);
        assertThat(broken(new AcknowledgedSurvives()))
                .singleElement()
                .asString()
                .contains("request-2");
    }

    @Test
    void aRequestThatWasAcceptedTwiceIsDoubled() {
        acknowledged("request-1", Call.Verb.STOP, "web", "web.1");
        events("web", "instance.stop-requested.v1", "instance.stop-requested.v1");
        assertThat(broken(new RequestIdOnce())).singleElement().asString().contains("accepted 2 requests, and 1");
    }

    @Test
    void aRequestThatWasAcknowledgedAsTwoOperationsIsDoubled() {
        acknowledged("request-1", Call.Verb.STOP, "web", "web.1");
        acknowledged("request-1", Call.Verb.STOP, "web", "web.2");
        assertThat(broken(new RequestIdOnce())).singleElement().asString().contains("web.1 and as ", "web.2");
    }

    @Test
    void anInstanceThatRunsOnTwoHostsAtOnceIsDoubled() {
        host("host-1", change(0, "web", 1, Kind.STARTED), change(5, "web", 1, Kind.STOPPED));
        host("host-2", change(4, "web", 2, Kind.STARTED));
        assertThat(broken(new OneLiveIncarnation())).singleElement().asString().contains("host-1", "host-2");
    }

    @Test
    void anInstanceThatRunsInTwoEpochsOnOneHostIsDoubled() {
        host("host-1", change(0, "web", 1, Kind.STARTED), change(1, "web", 2, Kind.STARTED));
        assertThat(broken(new OneLiveIncarnation())).hasSize(1);
    }

    @Test
    void anInstanceThatMovesIsNotDoubled() {
        host("host-1", change(0, "web", 1, Kind.STARTED), change(5, "web", 1, Kind.STOPPED));
        host("host-2", change(5, "web", 2, Kind.STARTED));
        assertThat(broken(new OneLiveIncarnation())).isEmpty();
    }

    @Test
    void twoLivesOfOneNameThatRunAtOnceAreDoubled() {
        host("host-1", changeOf("first life", 0, "web", 1, Kind.STARTED));
        host("host-2", changeOf("second life", 4, "web", 2, Kind.STARTED));
        assertThat(broken(new OneLiveIncarnation())).singleElement().asString().contains("host-1", "host-2");
    }

    @Test
    void whatRunsUnlistedOrIsListedAndDoesNotRunIsMisreported() {
        host(
                "host-1",
                change(0, "forgotten", 1, Kind.STARTED),
                change(0, "ended", 1, Kind.STARTED),
                change(1, "ended", 1, Kind.STOPPED));
        placed("ended", "key", "fd-1", false);
        assertThat(broken(new RunsAsListed()))
                .containsExactly(
                        "forgotten runs, and is not listed as running", "ended is listed as running, and runs nowhere");
    }

    @Test
    void aRefusedRequestExcusesNoSecondAcceptance() {
        acknowledged("request-1", Call.Verb.STOP, "web", "web.1");
        calls.add(new Call(
                2,
                "request-2",
                Call.Verb.START,
                "web",
                "",
                Quantities.NONE,
                NOON,
                1,
                Optional.of(NOON),
                new Call.Outcome.Refused("BUSY", "it stops")));
        events("web", "instance.stop-requested.v1", "instance.stop-requested.v1");
        assertThat(broken(new RequestIdOnce())).singleElement().asString().contains("accepted 2 requests, and 1");
    }

    @Test
    void aHostThatHeldMoreThanItCanIsOverCapacity() {
        host(
                "host-1",
                change(0, "a", 1, Kind.CREATED),
                change(1, "b", 1, Kind.CREATED),
                change(2, "c", 1, Kind.CREATED),
                change(3, "c", 1, Kind.REMOVED));
        assertThat(broken(new ClaimsWithinCapacity()))
                .singleElement()
                .asString()
                .contains("host-1 held 6 cores");
    }

    @Test
    void twoOfOneSpreadKeyInOneDomainOfFreeChoiceBreakSpread() {
        placed("a", "key", "fd-1", false);
        placed("b", "key", "fd-1", false);
        placed("c", "key", "fd-2", false);
        assertThat(broken(new SpreadHeld())).singleElement().asString().contains("key in fd-1");
    }

    @Test
    void aForcedNeighbourDoesNotBreakSpread() {
        placed("a", "key", "fd-1", false);
        placed("b", "key", "fd-1", true);
        assertThat(broken(new SpreadHeld())).isEmpty();
    }

    @Test
    void aMissingEventIsAGap() {
        events.put("web", List.of(event(1, "instance.requested.v2"), event(3, "instance.placed.v1")));
        assertThat(broken(new EventsContiguous())).singleElement().asString().contains("event 3 stands where 2");
    }

    @Test
    void anOperationThatHasNotEndedIsUnfinished() {
        operation("web.1", "request-1", false);
        assertThat(broken(new EverythingFinished())).containsExactly("web.1");
    }

    private List<String> broken(Invariant invariant) {
        return invariant.judge(evidence()).broken();
    }

    private Evidence evidence() {
        return new Evidence(calls, hosts, events, operations, List.of(listing));
    }

    private void acknowledged(String requestId, Call.Verb verb, String instance, String operation) {
        calls.add(new Call(
                calls.size() + 1,
                requestId,
                verb,
                instance,
                "",
                Quantities.NONE,
                NOON,
                1,
                Optional.of(NOON),
                new Call.Outcome.Acknowledged("projects/demo/regions/local/operations/" + operation)));
    }

    private void operation(String name, String requestId, boolean done) {
        String full = !done ? name : "projects/demo/regions/local/operations/" + name;
        operations.put(
                full,
                Operation.newBuilder()
                        .setDone(done)
                        .setMetadata(Any.pack(OperationMetadata.newBuilder()
                                .setRequestId(requestId)
                                .build()))
                        .build());
    }

    private void events(String instance, String... kinds) {
        List<InstanceEvent> all = new ArrayList<>();
        for (String kind : kinds) {
            all.add(event(all.size() + 1, kind));
        }
        events.put(instance, all);
    }

    private static InstanceEvent event(long sequence, String kind) {
        return InstanceEvent.newBuilder().setSequence(sequence).setKind(kind).build();
    }

    private void host(String name, GroundTruth.Change... changes) {
        hosts.put(name, new Evidence.HostRecord(CAPACITY, new GroundTruth(List.of(changes))));
    }

    private static GroundTruth.Change change(int second, String instance, long epoch, Kind kind) {
        return changeOf("uid-" + instance, second, instance, epoch, kind);
    }

    private static GroundTruth.Change changeOf(String uid, int second, String instance, long epoch, Kind kind) {
        return new GroundTruth.Change(
                NOON.plusSeconds(second), new Incarnation(new Uid(uid), new Epoch(epoch)), instance, 1, kind, HALF);
    }

    private void placed(String instance, String key, String domain, boolean forced) {
        listing.add(Instance.newBuilder()
                .setName(instance)
                .setSpreadKey(key)
                .setState(InstanceState.INSTANCE_STATE_RUNNING)
                .setPlacement(Placement.newBuilder().setFaultDomain(domain).setSpreadForced(forced))
                .build());
    }
}
