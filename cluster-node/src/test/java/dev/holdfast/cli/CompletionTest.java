package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.Operation;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.v1.InstanceState;
import dev.holdfast.v1.ListHostsRequest;
import dev.holdfast.v1.ListInstancesRequest;
import dev.holdfast.v1.NamedSize;
import io.grpc.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code holdfast complete} answers to a shell's script. */
class CompletionTest {
    private final FakeNode node = new FakeNode()
            .withInstance("web-1", InstanceState.INSTANCE_STATE_RUNNING)
            .withInstance("web-2", InstanceState.INSTANCE_STATE_STOPPED)
            .withInstance("db-1", InstanceState.INSTANCE_STATE_RUNNING)
            .withHost("host-1")
            .withHost("host-2");

    @TempDir
    private Path home;

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void commandsAreCompletedByTheirFirstLetters() {
        assertThat(complete("inst")).containsExactly("instance");
        assertThat(complete("instance", "sta")).containsExactly("start");
        assertThat(complete("help", "instance", "sta")).containsExactly("start");
        assertThat(complete("")).contains("instance", "host", "completion").doesNotContain("complete");
        assertThat(complete("instance", "")).contains("create", "delete", "watch");
        assertThat(node.asked).isEmpty();
    }

    @Test
    void optionsAreCompletedWithoutThoseThatAreGiven() {
        assertThat(complete("instance", "list", "--o")).containsExactlyInAnyOrder("--order-by", "--output");
        assertThat(complete("instance", "delete", "web-1", "--w")).containsExactly("--wait");
        assertThat(complete("instance", "delete", "web-1", "--wait", "--w")).isEmpty();
        assertThat(complete("instance", "list", "-ojson", "--o")).containsExactly("--order-by");
        assertThat(complete("instance", "create", "web-3", "--label", "a=b", "--la"))
                .containsExactly("--label");
        assertThat(complete("--ver")).containsExactly("--version");
    }

    @Test
    void valuesOfAnOptionAreCompletedWhereverTheyStand() {
        assertThat(complete("instance", "list", "-o", "")).containsExactly("table", "wide", "json", "yaml", "name");
        assertThat(complete("instance", "list", "--output=j")).containsExactly("--output=json");
        assertThat(complete("completion", "")).containsExactly("bash", "zsh", "fish");
        assertThat(complete("instance", "list", "--filter", "")).isEmpty();
    }

    @Test
    void namesOfInstancesComeFromTheServerWhichIsAskedForThePrefixAlone() {
        assertThat(complete("instance", "get", "we")).containsExactly("web-1", "web-2");
        assertThat(node.asked(ListInstancesRequest.class)).singleElement().satisfies(asked -> {
            assertThat(asked.getFilter()).isEqualTo("name = we*");
            assertThat(asked.getPageSize()).isEqualTo(100);
            assertThat(asked.getParent()).isEqualTo("projects/default/regions/local");
        });
        for (String verb : List.of("delete", "stop", "watch", "events", "explain", "diff")) {
            assertThat(complete("instance", verb, "")).as(verb).containsExactly("db-1", "web-1", "web-2");
        }
    }

    @Test
    void whatStandsOnTheLineIsNotOfferedAgainAndMoreThanFitsIsNotOfferedAtAll() {
        assertThat(complete("instance", "delete", "web-1", "--wait", "w")).containsExactly("web-2");
        assertThat(complete("instance", "delete", "--", "web-1", "w")).containsExactly("web-2");
        assertThat(complete("instance", "events", "web-1", "w")).isEmpty();
    }

    @Test
    void aNameThatIsToBeNewIsNotCompleted() {
        assertThat(complete("instance", "create", "")).isEmpty();
        assertThat(complete("host", "register", "")).isEmpty();
        assertThat(node.asked).isEmpty();
    }

    @Test
    void theServerOnTheLineAndItsProjectAreTheOnesThatAreAsked() {
        List<String> seen = lines(new CommandRun()
                .with("HOLDFAST_ADDRESS", "127.0.0.1:1")
                .run(
                        "complete",
                        "--",
                        "instance",
                        "get",
                        "--address",
                        node.address(),
                        "--project=other",
                        "--region",
                        "north",
                        "web-"));

        assertThat(seen).containsExactly("web-1", "web-2");
        assertThat(node.asked(ListInstancesRequest.class))
                .singleElement()
                .extracting(ListInstancesRequest::getParent)
                .isEqualTo("projects/other/regions/north");
    }

    @Test
    void hostsOperationsAndSizesComeFromTheServerToo() {
        String operation = "projects/default/regions/local/operations/web-1.17";
        node.operations.put(operation, Operation.newBuilder().setName(operation).build());
        node.sizes.add(NamedSize.newBuilder().setName("small").build());
        node.sizes.add(NamedSize.newBuilder().setName("large").build());

        assertThat(complete("host", "cordon", "host-2", "h")).containsExactly("host-1");
        assertThat(node.asked(ListHostsRequest.class)).hasSize(1);
        assertThat(complete("operation", "wait", "web-1.")).containsExactly("web-1.17");
        assertThat(complete("instance", "create", "web-3", "--size", "s")).containsExactly("small");
    }

    @Test
    void contextsComeFromTheConfigFile() throws IOException {
        Path file = home.resolve(".config/holdfast/config.yaml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "contexts:\n  lab: {address: \"10.0.0.7\"}\n  home: {address: \"10.0.0.8\"}\n");
        CommandRun run = CommandRun.against(node).home(home);

        assertThat(lines(run.run("complete", "--", "instance", "list", "--context", "")))
                .containsExactly("lab", "home");
        assertThat(lines(run.run("complete", "--", "config", "--context=l"))).containsExactly("--context=lab");

        Files.writeString(file, "contexts: {");
        assertThat(lines(run.run("complete", "--", "config", "--context", ""))).isEmpty();
    }

    @Test
    void filesAreLeftToTheShell() {
        assertThat(complete("instance", "create", "web-3", "--user-data-file", "us"))
                .containsExactly(":files");
        assertThat(complete("dev", "--data=")).containsExactly(":files");
    }

    @Test
    void atMostAHundredNamesAreOfferedOverSeveralPages() {
        for (int number = 0; number < 150; number++) {
            node.withInstance("many-" + number, InstanceState.INSTANCE_STATE_RUNNING);
        }
        node.largestPage(40);

        assertThat(complete("instance", "get", "many-")).hasSize(100).doesNotHaveDuplicates();
        assertThat(complete("instance", "get", "web-")).containsExactly("web-1", "web-2");
    }

    @Test
    void aServerThatIsDownOrRefusesGivesNothingAndNoNoise() throws IOException {
        node.refusal = _ -> Optional.of(FakeNode.refuse(ErrorCode.UNAVAILABLE, Status.Code.UNAVAILABLE, "not now."));
        assertThat(complete("instance", "get", "we")).isEmpty();
        assertThat(node.asked).as("a key press is no reason to ask again").hasSize(1);

        assertThat(lines(new CommandRun()
                        .with("HOLDFAST_ADDRESS", "127.0.0.1:" + unusedPort())
                        .run("complete", "--", "instance", "get", "we")))
                .isEmpty();
        assertThat(lines(new CommandRun()
                        .with("HOLDFAST_ADDRESS", "a:b:c")
                        .run("complete", "--", "instance", "get", "we")))
                .isEmpty();
    }

    @Test
    void aServerThatTakesCallsAndNeverAnswersIsGivenUp() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            long began = System.nanoTime();

            assertThat(lines(new CommandRun()
                            .with("HOLDFAST_ADDRESS", "127.0.0.1:" + silent.getLocalPort())
                            .run("complete", "--", "instance", "get", "we")))
                    .isEmpty();

            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isBetween(Duration.ofMillis(900), Duration.ofSeconds(8));
        }
    }

    @Test
    void unknownWordsGiveNothing() {
        assertThat(complete("instances", "")).isEmpty();
        assertThat(complete("instance", "lst", "")).isEmpty();
        assertThat(complete("instance", "get", "--nonsense", "we")).isEmpty();
        assertThat(complete("instance", "get", "We")).isEmpty();
        assertThat(complete("instance", "get", "web\" OR name = \"")).isEmpty();
        assertThat(node.asked).isEmpty();
    }

    private List<String> complete(String... words) {
        List<String> arguments = new ArrayList<>(List.of("complete", "--"));
        arguments.addAll(List.of(words));
        return lines(CommandRun.against(node).run(arguments.toArray(String[]::new)));
    }

    private static List<String> lines(CommandRun.Seen seen) {
        assertThat(seen.exit()).isZero();
        assertThat(seen.err()).isEmpty();
        return seen.outLines();
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
