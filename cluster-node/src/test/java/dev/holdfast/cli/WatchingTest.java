package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.v1.ChangeKind;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceChange;
import dev.holdfast.v1.InstanceState;
import dev.holdfast.v1.WatchInstancesRequest;
import dev.holdfast.v1.WatchInstancesResponse;
import dev.holdfast.v1.WatchMark;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchingTest {
    private final StatusRuntimeException stops =
            FakeNode.refuse(ErrorCode.UNAVAILABLE, Status.Code.UNAVAILABLE, "this node stops");

    private final FakeNode node = new FakeNode();

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void appendsARowForEachThingAndEachChangeWhereNobodyLooksOn() {
        tells(
                Optional.empty(),
                listed("web-1", InstanceState.INSTANCE_STATE_RUNNING),
                end("t0"),
                progress("t1"),
                change(ChangeKind.CHANGE_KIND_CREATED, "a-longer-name", InstanceState.INSTANCE_STATE_PENDING, "t2"),
                change(ChangeKind.CHANGE_KIND_DELETED, "web-1", InstanceState.INSTANCE_STATE_DELETED, "t3"));

        CommandRun.Seen seen = CommandRun.against(node).run("instance", "watch", "--count", "2");

        assertThat(seen.exit()).isZero();
        assertThat(seen.outLines()).hasSize(4);
        assertThat(seen.outLines().get(0)).startsWith("CHANGE    NAME      STATE     HOST");
        assertThat(seen.outLines().get(1)).startsWith("listed    web-1     RUNNING   -");
        assertThat(seen.outLines().get(2)).startsWith("created   a-longer-name  PENDING   -");
        assertThat(seen.outLines().get(3)).startsWith("deleted   web-1          DELETED   -");
        assertThat(seen.err()).isEmpty();
    }

    @Test
    void goesOnFromItsLastTokenAfterTheServerWasAwayAndSaysBothOnce() {
        tells(
                Optional.of(stops),
                end("t0"),
                change(ChangeKind.CHANGE_KIND_CREATED, "web-1", InstanceState.INSTANCE_STATE_PENDING, "t1"));
        tells(Optional.of(new StatusRuntimeException(Status.UNAVAILABLE.withDescription("io exception"))));
        tells(
                Optional.empty(),
                change(ChangeKind.CHANGE_KIND_CHANGED, "web-1", InstanceState.INSTANCE_STATE_RUNNING, "t2"));

        CommandRun.Seen seen = CommandRun.against(node).run("instance", "watch", "-o", "name", "--count", "2");

        assertThat(seen.exit()).isZero();
        assertThat(seen.out()).isEqualTo("web-1\nweb-1\n");
        assertThat(node.asked(WatchInstancesRequest.class))
                .extracting(WatchInstancesRequest::getResumeToken)
                .containsExactly("", "t1", "t1");
        assertThat(seen.errLines())
                .containsExactly(
                        "holdfast: watch instances of projects/default/regions/local: this node stops (UNAVAILABLE):"
                                + " coming back until it is answered or time is up",
                        "holdfast: connected again; nothing was missed");
    }

    @Test
    void beginsAnewAndSaysSoWhenItsTokenIsNotKeptAnyMore() {
        tells(Optional.of(stops), end("t0"));
        tells(Optional.of(FakeNode.refuse(ErrorCode.WATCH_TOO_OLD, Status.Code.OUT_OF_RANGE, "not kept any more")));
        tells(
                Optional.empty(),
                listed("web-1", InstanceState.INSTANCE_STATE_RUNNING),
                end("t5"),
                change(ChangeKind.CHANGE_KIND_CHANGED, "web-1", InstanceState.INSTANCE_STATE_STOPPING, "t6"));

        CommandRun.Seen seen = CommandRun.against(node).run("instance", "watch", "-o", "name", "--count", "1");

        assertThat(seen.exit()).isZero();
        assertThat(node.asked(WatchInstancesRequest.class))
                .extracting(WatchInstancesRequest::getResumeToken)
                .containsExactly("", "t0", "");
        assertThat(seen.err()).contains("not kept any more (WATCH_TOO_OLD): beginning anew with all there is");
    }

    @Test
    void aWatcherThatWasTooSlowGoesOnFromItsLastToken() {
        tells(
                Optional.of(FakeNode.refuse(
                        ErrorCode.WATCH_TOO_SLOW, Status.Code.RESOURCE_EXHAUSTED, "3 changes wait to be read")),
                end("t0"));
        tells(
                Optional.empty(),
                change(ChangeKind.CHANGE_KIND_CREATED, "web-1", InstanceState.INSTANCE_STATE_PENDING, "t1"));

        CommandRun.Seen seen = CommandRun.against(node).run("instance", "watch", "-o", "name", "--count", "1");

        assertThat(seen.exit()).isZero();
        assertThat(node.asked(WatchInstancesRequest.class).getLast().getResumeToken())
                .isEqualTo("t0");
    }

    @Test
    void endsWithARefusalThatDoesNotPass() {
        tells(Optional.of(
                FakeNode.refuse(ErrorCode.NOT_FOUND, Status.Code.NOT_FOUND, "region mars is not served here")));

        CommandRun.Seen seen = CommandRun.against(node).run("instance", "watch");

        assertThat(seen.exit()).isEqualTo(3);
        assertThat(seen.errLines()).hasSize(1);
        assertThat(seen.err()).contains("region mars is not served here (NOT_FOUND)");
    }

    @Test
    void whenTimeIsUpItEndsWellUnlessChangesWereCounted() {
        tells(Optional.empty(), end("t0"));
        tells(Optional.empty(), end("t0"));

        assertThat(CommandRun.against(node)
                        .run("instance", "watch", "--timeout", "300ms")
                        .exit())
                .isZero();
        CommandRun.Seen counted =
                CommandRun.against(node).run("instance", "watch", "--timeout", "300ms", "--count", "1");
        assertThat(counted.exit()).isEqualTo(6);
        assertThat(counted.err()).contains("0 of 1 changes had come when time was up (DEADLINE_EXCEEDED)");
    }

    @Test
    void nothingThatAnswersIsSaidAtOnce() {
        String address = node.address();
        node.close();

        CommandRun.Seen seen =
                new CommandRun().with("HOLDFAST_ADDRESS", address).run("instance", "watch");

        assertThat(seen.exit()).isEqualTo(5);
        assertThat(seen.err()).contains("nothing answers at " + address);
    }

    @Test
    void writesEveryMessageButProgressOnALineOfItsOwnForPrograms() {
        tells(
                Optional.empty(),
                listed("web-1", InstanceState.INSTANCE_STATE_RUNNING),
                end("t0"),
                progress("t1"),
                change(ChangeKind.CHANGE_KIND_CHANGED, "web-1", InstanceState.INSTANCE_STATE_STOPPED, "t2"));

        CommandRun.Seen seen = CommandRun.against(node).run("instance", "watch", "-o", "json", "--count", "1");

        assertThat(seen.outLines()).hasSize(3);
        assertThat(seen.outLines().get(0)).startsWith("{\"listed\":{\"name\":\"projects/default/");
        assertThat(seen.outLines().get(1)).isEqualTo("{\"list_end\":{\"resume_token\":\"t0\"}}");
        assertThat(seen.outLines().get(2))
                .startsWith("{\"change\":{\"kind\":\"CHANGE_KIND_CHANGED\",")
                .contains("\"resume_token\":\"t2\"");
    }

    @Test
    void showsOnlyWhatWasNamedAndCountsOnlyThat() {
        tells(
                Optional.empty(),
                listed("web-1", InstanceState.INSTANCE_STATE_RUNNING),
                listed("web-2", InstanceState.INSTANCE_STATE_RUNNING),
                end("t0"),
                change(ChangeKind.CHANGE_KIND_CHANGED, "web-1", InstanceState.INSTANCE_STATE_STOPPING, "t1"),
                change(ChangeKind.CHANGE_KIND_CHANGED, "web-2", InstanceState.INSTANCE_STATE_STOPPING, "t2"));

        CommandRun.Seen seen = CommandRun.against(node).run("instance", "watch", "web-2", "-o", "name", "--count", "1");

        assertThat(seen.out()).isEqualTo("web-2\nweb-2\n");
    }

    @Test
    void paintsTheTableOverWhereAPersonLooksOnAndLeavesOutWhatHasNoRoom() {
        tells(
                Optional.empty(),
                listed("web-1", InstanceState.INSTANCE_STATE_RUNNING),
                listed("web-2", InstanceState.INSTANCE_STATE_RUNNING),
                listed("web-3", InstanceState.INSTANCE_STATE_RUNNING),
                end("t0"),
                change(ChangeKind.CHANGE_KIND_DELETED, "web-1", InstanceState.INSTANCE_STATE_DELETED, "t1"),
                change(ChangeKind.CHANGE_KIND_CREATED, "web-4", InstanceState.INSTANCE_STATE_PENDING, "t2"));

        CommandRun.Seen seen = CommandRun.against(node)
                .watched()
                .with("LINES", "5")
                .with("NO_COLOR", "1")
                .run("instance", "watch", "--count", "2");

        String last = seen.out().substring(seen.out().lastIndexOf("\u001b[?7l"));
        assertThat(last)
                .contains("web-2")
                .contains("web-3")
                .doesNotContain("web-1")
                .doesNotContain("web-4");
        assertThat(last.lines().toList()).contains("and 1 more");
    }

    @Test
    void refusesACountThatIsNone() {
        assertThat(CommandRun.against(node)
                        .run("instance", "watch", "--count", "0")
                        .exit())
                .isEqualTo(2);
    }

    private void tells(Optional<StatusRuntimeException> end, WatchInstancesResponse... told) {
        node.watches.add(new FakeNode.WatchTold(List.of(told), end));
    }

    private static WatchInstancesResponse listed(String id, InstanceState state) {
        return WatchInstancesResponse.newBuilder()
                .setListed(instance(id, state))
                .build();
    }

    private static WatchInstancesResponse end(String token) {
        return WatchInstancesResponse.newBuilder().setListEnd(mark(token)).build();
    }

    private static WatchInstancesResponse progress(String token) {
        return WatchInstancesResponse.newBuilder().setProgress(mark(token)).build();
    }

    private static WatchInstancesResponse change(ChangeKind kind, String id, InstanceState state, String token) {
        return WatchInstancesResponse.newBuilder()
                .setChange(InstanceChange.newBuilder()
                        .setKind(kind)
                        .setInstance(instance(id, state))
                        .setResumeToken(token))
                .build();
    }

    private static WatchMark mark(String token) {
        return WatchMark.newBuilder().setResumeToken(token).build();
    }

    private static Instance instance(String id, InstanceState state) {
        return Instance.newBuilder()
                .setName("projects/default/regions/local/instances/" + id)
                .setState(state)
                .build();
    }
}
