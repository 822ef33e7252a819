package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.v1.BatchCreateInstancesRequest;
import dev.holdfast.v1.CreateInstanceRequest;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceState;
import dev.holdfast.v1.StopInstanceRequest;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManyInstancesTest {
    private final FakeNode node = new FakeNode();

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void namesThemAfterThePrefixAndNumbersTheRequestIds() {
        CommandRun.Seen seen = CommandRun.against(node)
                .run("instance", "create", "--prefix", "web", "--count", "150", "--request-id", "r", "-o", "name");

        assertThat(seen.exit()).isZero();
        List<String> wanted = IntStream.rangeClosed(1, 150)
                .mapToObj(number -> "web-" + number)
                .toList();
        assertThat(seen.outLines()).containsExactlyInAnyOrderElementsOf(wanted);
        assertThat(node.asked).hasSize(1);
        BatchCreateInstancesRequest batch =
                node.asked(BatchCreateInstancesRequest.class).getFirst();
        assertThat(batch.getParent()).isEqualTo("projects/default/regions/local");
        assertThat(batch.getRequestsList()).hasSize(150).allSatisfy(request -> {
            assertThat(request.getParent()).isEqualTo(batch.getParent());
            assertThat(request.getRequestId()).isEqualTo(request.getInstanceId().replace("web-", "r-"));
        });
    }

    @Test
    void sendsNoMoreAtOnceThanAServerTakes() {
        CommandRun.Seen seen = CommandRun.against(node)
                .run("instance", "create", "--prefix", "web", "--count", "2500", "--request-id", "r", "-o", "name");

        assertThat(seen.exit()).isZero();
        assertThat(seen.outLines()).hasSize(2500).doesNotHaveDuplicates();
        assertThat(node.asked(BatchCreateInstancesRequest.class))
                .extracting(BatchCreateInstancesRequest::getRequestsCount)
                .containsExactly(1000, 1000, 500);
        assertThat(seen.errLines().getLast()).isEqualTo("holdfast: create: 2500 of 2500 acknowledged");
    }

    @Test
    void sendsFewerAtOnceWhenTheyAreLarge(@TempDir Path folder) throws IOException {
        Path userData = Files.writeString(folder.resolve("user-data"), "x".repeat(30_000));

        CommandRun.Seen seen = CommandRun.against(node)
                .run(
                        "instance",
                        "create",
                        "--prefix",
                        "web",
                        "--count",
                        "250",
                        "--user-data-file",
                        userData.toString(),
                        "-o",
                        "name");

        assertThat(seen.exit()).isZero();
        assertThat(seen.outLines()).hasSize(250);
        assertThat(node.asked(BatchCreateInstancesRequest.class))
                .hasSize(3)
                .allSatisfy(batch -> assertThat(batch.getSerializedSize()).isLessThan(4 << 20));
    }

    @Test
    void oneThatIsRefusedRefusesAllAndIsNamed() {
        refuseOne("web-2", ErrorCode.ALREADY_EXISTS, Status.Code.ALREADY_EXISTS, "instance default/web-2 exists");

        CommandRun.Seen seen = CommandRun.against(node).run("instance", "create", "--prefix", "web", "--count", "5");

        assertThat(seen.exit()).isEqualTo(4);
        assertThat(seen.out()).isEmpty();
        assertThat(seen.errLines())
                .containsExactly(
                        "holdfast: create 5 instances: web-2: instance default/web-2 exists (ALREADY_EXISTS): Choose"
                                + " another name, or delete the old one first",
                        "holdfast: 5 of 5 were not accepted, because one was refused");
    }

    @Test
    void aBatchThatIsRefusedKeepsThoseBeforeItAndSaysHowToGoOn() {
        refuseOne("web-1500", ErrorCode.ALREADY_EXISTS, Status.Code.ALREADY_EXISTS, "instance default/web-1500 exists");

        CommandRun.Seen seen = CommandRun.against(node)
                .run("instance", "create", "--prefix", "web", "--count", "2500", "--request-id", "r", "-o", "name");

        assertThat(seen.exit()).isEqualTo(4);
        assertThat(seen.outLines()).hasSize(1000).doesNotContain("web-1001");
        assertThat(seen.errLines())
                .contains("holdfast: 1500 of 2500 were not accepted, because one was refused")
                .last()
                .isEqualTo("holdfast: the same command with --request-id r does the rest and nothing twice");
    }

    @Test
    void whatCouldNotBeCarriedOutIsSentAgainByItself() {
        AtomicInteger times = new AtomicInteger();
        node.refusal = request -> request instanceof CreateInstanceRequest create
                        && create.getInstanceId().equals("web-2")
                        && times.getAndIncrement() < 2
                ? Optional.of(
                        FakeNode.refuse(ErrorCode.OUTCOME_UNKNOWN, Status.Code.UNAVAILABLE, "the owner went away"))
                : Optional.empty();

        CommandRun.Seen seen = CommandRun.against(node)
                .run("instance", "create", "--prefix", "web", "--count", "3", "--request-id", "r", "-o", "name");

        assertThat(seen.exit()).isZero();
        assertThat(seen.outLines()).containsExactly("web-1", "web-3", "web-2");
        assertThat(node.asked(BatchCreateInstancesRequest.class))
                .extracting(batch -> batch.getRequestsList().stream()
                        .map(CreateInstanceRequest::getRequestId)
                        .toList())
                .containsExactly(List.of("r-1", "r-2", "r-3"), List.of("r-2"), List.of("r-2"));
    }

    @Test
    void whatIsWrongWithAllIsToldOnce() {
        node.refusal = request -> request instanceof BatchCreateInstancesRequest
                ? Optional.of(StatusProto.toStatusRuntimeException(FakeNode.details(
                                ErrorCode.INVALID_ARGUMENT,
                                Status.Code.INVALID_ARGUMENT,
                                "requests[0].instance.image: must not be empty (and 1 more)")
                        .addDetails(Any.pack(BadRequest.newBuilder()
                                .addFieldViolations(violation("requests[0].instance.image", "must not be empty"))
                                .addFieldViolations(violation("requests[1].instance.image", "must not be empty"))
                                .build()))
                        .build()))
                : Optional.empty();

        CommandRun.Seen seen = CommandRun.against(node).run("instance", "create", "--prefix", "web", "--count", "2");

        assertThat(seen.exit()).isEqualTo(2);
        assertThat(seen.errLines().getFirst())
                .isEqualTo("holdfast: create 2 instances: web-1: instance.image: must not be empty (INVALID_ARGUMENT):"
                        + " Correct the field that is named and send again");
    }

    @Test
    void aDryRunTriesTheBatchAndChangesNothing() {
        CommandRun.Seen seen =
                CommandRun.against(node).run("instance", "create", "--prefix", "web", "--count", "3", "--dry-run");

        assertThat(seen.exit()).isZero();
        assertThat(node.asked(BatchCreateInstancesRequest.class))
                .singleElement()
                .satisfies(batch -> assertThat(batch.getValidateOnly()).isTrue());
        assertThat(node.instances).isEmpty();
        assertThat(seen.errLines().getLast()).isEqualTo("holdfast: dry run: it would be accepted; nothing was changed");
    }

    @Test
    void sendsTheWholeSpecification(@TempDir Path folder) throws IOException {
        Path userData = Files.writeString(folder.resolve("user-data"), "#!/bin/sh\necho hello\n");

        CommandRun.Seen seen = CommandRun.against(node)
                .run(("instance create db-1 --cores 4 --memory 16GiB --disk 1TiB --gpus 2 --image debian"
                                + " --spread-key db --label tier=data --label team=a --metadata k=v"
                                + " --host-label ssd=true --fault-domain rack-2 --stop-grace 2m"
                                + " --placement-deadline 90s --user-data-file " + userData)
                        .split(" "));

        assertThat(seen.exit()).isZero();
        CreateInstanceRequest sent = node.asked(CreateInstanceRequest.class).getFirst();
        assertThat(sent.getParent()).isEqualTo("projects/default/regions/local");
        Instance wanted = sent.getInstance();
        assertThat(wanted.getSize().getCores()).isEqualTo(4);
        assertThat(wanted.getSize().getMemoryMib()).isEqualTo(16 * 1024);
        assertThat(wanted.getSize().getDiskGib()).isEqualTo(1024);
        assertThat(wanted.getSize().getGpus()).isEqualTo(2);
        assertThat(wanted.getImage()).isEqualTo("debian");
        assertThat(wanted.getSpreadKey()).isEqualTo("db");
        assertThat(wanted.getLabelsMap()).containsEntry("tier", "data").containsEntry("team", "a");
        assertThat(wanted.getMetadataMap()).containsEntry("k", "v");
        assertThat(wanted.getConstraints().getHostLabelsMap()).containsEntry("ssd", "true");
        assertThat(wanted.getConstraints().getFaultDomain()).isEqualTo("rack-2");
        assertThat(wanted.getStopGrace().getSeconds()).isEqualTo(120);
        assertThat(wanted.getPlacementDeadline().getSeconds()).isEqualTo(90);
        assertThat(wanted.getUserData()).isEqualTo("#!/bin/sh\necho hello\n");
    }

    @Test
    void asksForSomethingSensibleWhenNothingIsSaid() {
        CommandRun.against(node).run("instance", "create", "web-1");

        Instance wanted = node.asked(CreateInstanceRequest.class).getFirst().getInstance();
        assertThat(wanted.getSize().getCores()).isEqualTo(1);
        assertThat(wanted.getSize().getMemoryMib()).isEqualTo(1024);
        assertThat(wanted.getSize().getDiskGib()).isEqualTo(10);
        assertThat(wanted.getImage()).isEqualTo("demo");
        assertThat(wanted.hasStopGrace()).isFalse();
        assertThat(wanted.hasPlacementDeadline()).isFalse();
        assertThat(wanted.hasConstraints()).isFalse();
    }

    @Test
    void printsWhatWasAcknowledgedAndEachFailureWithTheWorstCode() {
        for (int number = 1; number <= 5; number++) {
            node.withInstance("web-" + number, InstanceState.INSTANCE_STATE_RUNNING);
        }
        node.refusal = request -> request instanceof StopInstanceRequest stop
                ? switch (Names.shortId(stop.getName())) {
                    case "web-2" -> Optional.of(FakeNode.refuse(ErrorCode.BUSY, Status.Code.ABORTED, "web-2 starts"));
                    case "web-4" ->
                        Optional.of(FakeNode.refuse(
                                ErrorCode.INVALID_ARGUMENT, Status.Code.INVALID_ARGUMENT, "web-4 is not liked"));
                    default -> Optional.empty();
                }
                : Optional.empty();

        CommandRun.Seen seen = CommandRun.against(node)
                .run("instance", "stop", "web-1", "web-2", "web-3", "web-4", "web-5", "-o", "name");

        assertThat(seen.exit()).isEqualTo(4);
        assertThat(seen.outLines()).containsExactlyInAnyOrder("web-1", "web-3", "web-5");
        assertThat(seen.errLines())
                .contains(
                        "holdfast: stop instance web-2: web-2 starts (BUSY): "
                                + OneLine.clause(ErrorCode.BUSY.whatToTry()),
                        "holdfast: stop instance web-4: web-4 is not liked (INVALID_ARGUMENT): Correct the field that is"
                                + " named and send again");
    }

    @Test
    void stopsSendingWhenNobodyAnswersAndSaysHowManyWereLeft() {
        node.refusal = _ ->
                Optional.of(FakeNode.refuse(ErrorCode.OUTCOME_UNKNOWN, Status.Code.UNAVAILABLE, "the owner went away"));

        CommandRun.Seen seen = CommandRun.against(node)
                .run(
                        "instance",
                        "create",
                        "--prefix",
                        "web",
                        "--count",
                        "5000",
                        "--timeout",
                        "1s",
                        "--request-id",
                        "r");

        // Unavailable, or out of time, as the last of the many tries happened to end.
        assertThat(seen.exit()).isIn(5, 6);
        assertThat(seen.out()).isEmpty();
        assertThat(seen.errLines())
                .anySatisfy(line ->
                        assertThat(line).isEqualTo("holdfast: 4000 of 5000 were not sent, because nobody answered"));
        assertThat(seen.errLines().getLast()).contains("--request-id r does the rest and nothing twice");
    }

    @Test
    void waitsForAllWithCountsPerPhaseAndShowsHowTheyStand() {
        CommandRun.Seen seen =
                CommandRun.against(node).run("instance", "create", "--prefix", "web", "--count", "3", "--wait");

        assertThat(seen.exit()).isZero();
        assertThat(seen.outLines()).hasSize(4);
        assertThat(seen.outLines().getFirst())
                .startsWith("NAME ")
                .contains("STATE")
                .contains("HOST");
        assertThat(seen.outLines().get(1))
                .startsWith("web-1 ")
                .contains("RUNNING")
                .contains("host-1");
        assertThat(seen.errLines()).contains("holdfast: create 3 instances: 3 PLACING");
        assertThat(seen.errLines().getLast()).isEqualTo("holdfast: create 3 instances: 3 DONE");
    }

    @Test
    void failsAsItsOperationsDo() {
        node.progress = operation -> FakeNode.fail(
                operation,
                FakeNode.details(ErrorCode.NO_CAPACITY, Status.Code.RESOURCE_EXHAUSTED, "0 of 3 hosts fit: cores 3")
                        .build());

        CommandRun.Seen seen = CommandRun.against(node).run("instance", "create", "big", "--wait");

        assertThat(seen.exit()).isEqualTo(7);
        assertThat(seen.out()).isEmpty();
        assertThat(seen.errLines().getLast())
                .isEqualTo("holdfast: create instance big: 0 of 3 hosts fit: cores 3 (NO_CAPACITY): Read the counts per"
                        + " rule; free or add hosts, or ask for less");
    }

    @Test
    void saysWhatStillRunsWhenTimeIsUp() {
        node.progress = operation -> operation;

        CommandRun.Seen seen =
                CommandRun.against(node).run("instance", "create", "slow", "--wait", "--timeout", "600ms");

        assertThat(seen.exit()).isEqualTo(6);
        assertThat(seen.errLines().getLast())
                .isEqualTo("holdfast: create instance slow: still PLACING when time was up (DEADLINE_EXCEEDED): it goes"
                        + " on; `holdfast operation wait slow.1` waits for it, `holdfast instance explain slow` says"
                        + " what it waits for");
    }

    @Test
    void whoEndsAWaitIsToldWhatGoesOn() {
        CommandRun run = CommandRun.against(node);
        node.progress = operation -> {
            run.end();
            return node.succeed(operation);
        };

        CommandRun.Seen seen = run.run("instance", "create", "web-1", "--wait");

        assertThat(seen.errLines())
                .contains("holdfast: ended, but create instance web-1 goes on; `holdfast operation wait web-1.1` waits"
                        + " for it");
    }

    @Test
    void whoEndsItWhileItIsSentIsToldHowToGoOn() {
        CommandRun run = CommandRun.against(node);
        node.refusal = _ -> {
            run.end();
            return Optional.empty();
        };

        CommandRun.Seen seen = run.run("instance", "create", "web-1", "--request-id", "r");
        run.end();

        assertThat(seen.errLines())
                .filteredOn(line -> line.startsWith("holdfast: ended"))
                .containsExactly("holdfast: ended while it was sent: what was not acknowledged may still have happened;"
                        + " the same command with --request-id r does the rest and nothing twice");
    }

    @Test
    void outlivesARestartOfTheNodeWhileItWaits() {
        List<Boolean> refusals = new ArrayList<>();
        node.refusal = request -> {
            if (request instanceof com.google.longrunning.WaitOperationRequest && refusals.size() < 2) {
                refusals.add(true);
                return Optional.of(
                        FakeNode.refuse(ErrorCode.UNAVAILABLE, Status.Code.UNAVAILABLE, "the shard is moving"));
            }
            return Optional.empty();
        };

        assertThat(CommandRun.against(node)
                        .run("instance", "create", "web-1", "--wait")
                        .exit())
                .isZero();
        assertThat(refusals).hasSize(2);
    }

    @Test
    void deletesSeveralByNameAndWaits() {
        node.withInstance("web-1", InstanceState.INSTANCE_STATE_RUNNING)
                .withInstance("web-2", InstanceState.INSTANCE_STATE_RUNNING);

        CommandRun.Seen seen =
                CommandRun.against(node).run("instance", "delete", "web-1", "web-9", "web-2", "--wait", "-o", "name");

        assertThat(seen.exit()).isEqualTo(3);
        assertThat(seen.outLines()).containsExactly("web-1", "web-2");
        assertThat(seen.errLines())
                .anySatisfy(line ->
                        assertThat(line).contains("delete instance web-9").contains("(NOT_FOUND)"));
    }

    private void refuseOne(String id, ErrorCode code, Status.Code status, String message) {
        node.refusal = request -> request instanceof CreateInstanceRequest create
                        && create.getInstanceId().equals(id)
                ? Optional.of(FakeNode.refuse(code, status, message))
                : Optional.empty();
    }

    private static BadRequest.FieldViolation violation(String field, String description) {
        return BadRequest.FieldViolation.newBuilder()
                .setField(field)
                .setDescription(description)
                .build();
    }
}
