package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.v1.CreateInstanceRequest;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceState;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
        assertThat(node.asked(CreateInstanceRequest.class))
                .hasSize(150)
                .allSatisfy(request -> assertThat(request.getRequestId())
                        .isEqualTo(request.getInstanceId().replace("web-", "r-")));
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
        node.refusal = request -> request instanceof CreateInstanceRequest create
                ? switch (create.getInstanceId()) {
                    case "web-2" ->
                        Optional.of(FakeNode.refuse(
                                ErrorCode.ALREADY_EXISTS, Status.Code.ALREADY_EXISTS, "web-2 is in use"));
                    case "web-4" ->
                        Optional.of(FakeNode.refuse(
                                ErrorCode.INVALID_ARGUMENT, Status.Code.INVALID_ARGUMENT, "web-4 is not liked"));
                    default -> Optional.empty();
                }
                : Optional.empty();

        CommandRun.Seen seen =
                CommandRun.against(node).run("instance", "create", "--prefix", "web", "--count", "5", "-o", "name");

        assertThat(seen.exit()).isEqualTo(4);
        assertThat(seen.outLines()).containsExactlyInAnyOrder("web-1", "web-3", "web-5");
        assertThat(seen.errLines())
                .contains(
                        "holdfast: create instance web-2: web-2 is in use (ALREADY_EXISTS): Choose another name, or delete"
                                + " the old one first",
                        "holdfast: create instance web-4: web-4 is not liked (INVALID_ARGUMENT): Correct the field that is"
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
                        assertThat(line).matches("holdfast: 49\\d\\d of 5000 were not sent, because nobody answered"));
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
                        + " on; `holdfast operation wait slow.1` waits for it");
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
}
