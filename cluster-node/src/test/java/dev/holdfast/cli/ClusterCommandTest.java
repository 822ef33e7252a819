package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.node.log.cassandra.local.PidFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a person is told of a cluster; processes that only sleep stand for its nodes. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ClusterCommandTest {
    private static final String PLAN = """
            regions = 1
            nodes = 3
            hosts = 0
            first-port = 17400
            heap-mib = 320
            cassandra = existing
            contact-points = ["127.0.0.1:19042"]
            datacenter = "datacenter1"
            replication = 1
            """;

    @TempDir
    private Path folder;

    private static final Duration REAPED = Duration.ofSeconds(5);

    private final List<Process> sleepers = new ArrayList<>();

    @AfterEach
    void endSleepers() {
        sleepers.forEach(Process::destroyForcibly);
    }

    @Test
    void whereThereIsNoClusterThatIsSaid() {
        CommandRun.Seen status = run("status");
        assertThat(status.exit()).isEqualTo(ExitCode.NOT_FOUND.number());
        assertThat(status.err()).isEqualTo("holdfast: no nodes\n");

        CommandRun.Seen kill = run("kill", "local-1");
        assertThat(kill.exit()).isEqualTo(ExitCode.NOT_FOUND.number());
        assertThat(kill.errLines()).singleElement().asString().contains("no cluster in", "holdfast cluster up");

        assertThat(run("down").exit()).isZero();
    }

    @Test
    void whoNamesANodeThatIsNotThereIsToldWhichAre() throws IOException {
        plan();
        CommandRun.Seen seen = run("kill", "local-9");
        assertThat(seen.exit()).isEqualTo(ExitCode.NOT_FOUND.number());
        assertThat(seen.errLines())
                .singleElement()
                .asString()
                .contains("no node local-9", "there are local-1, local-2, local-3");
    }

    @Test
    void aNodeThatDoesNotRunCannotBeKilledAndIsDown() throws IOException {
        plan();
        CommandRun.Seen seen = run("kill", "local-1");
        assertThat(seen.exit()).isEqualTo(ExitCode.CONFLICT.number());
        assertThat(seen.errLines())
                .singleElement()
                .asString()
                .contains("local-1 does not run (DOWN): holdfast cluster start local-1");
        assertThat(run("status").exit()).isEqualTo(ExitCode.UNAVAILABLE.number());
    }

    @Test
    void aNodeIsPausedResumedAndKilledAndEachShowsInItsState() throws IOException {
        plan();
        Process node = sleeper("local-2");

        assertThat(run("pause", "local-2").exit()).isZero();
        awaitState("local-2", "PAUSED");
        CommandRun.Seen again = run("start", "local-2");
        assertThat(again.exit()).isEqualTo(ExitCode.CONFLICT.number());
        assertThat(again.err()).contains("local-2 runs already, as process " + node.pid());
        assertThat(run("resume", "local-2").exit()).isZero();
        awaitState("local-2", "STARTING");
        assertThat(run("kill", "local-2").exit()).isZero();
        awaitState("local-2", "DEAD");
        assertThat(node.isAlive()).isFalse();
    }

    @Test
    void oneThatHasEndedByItselfShowsAsDeadWithItsLastWords() throws IOException {
        plan();
        sleeper("local-1").destroyForcibly().onExit().join();
        Files.writeString(
                folder.resolve("local-1/console.log"),
                "ready grpc=127.0.0.1:17400 http=127.0.0.1:17401\nholdfast: the node has ended: it was cut off\n");
        CommandRun.Seen seen = run("status", "-o", "json");
        assertThat(seen.exit()).isEqualTo(ExitCode.UNAVAILABLE.number());
        assertThat(seen.out().replaceAll("\\s", ""))
                .contains("\"state\":\"DEAD\"", "\"why\":\"thenodehasended:itwascutoff\"");
    }

    @Test
    void downEndsWhatItsFolderStartedAlsoWhatStandsStillAndNothingElse() throws IOException {
        plan();
        Process one = sleeper("local-1");
        Process other = sleeper("local-2");
        Process stranger = sleeper("elsewhere");
        assertThat(run("pause", "local-2").exit()).isZero();
        assertThat(run("down").exit()).isZero();
        // Both have ended; that this process has heard of it may take the moment that its reaper needs.
        assertThat(one.onExit()).succeedsWithin(REAPED);
        assertThat(other.onExit()).succeedsWithin(REAPED);
        assertThat(stranger.isAlive()).isTrue();
        awaitState("local-1", "DOWN");
    }

    @Test
    void aClusterThatIsUpIsNotStartedASecondTime() throws IOException {
        plan();
        sleeper("local-3");
        CommandRun.Seen seen = run("up");
        assertThat(seen.exit()).isEqualTo(ExitCode.CONFLICT.number());
        assertThat(seen.errLines())
                .singleElement()
                .asString()
                .contains("a cluster is up in", "(local-3)", "holdfast cluster down", "--data");
    }

    @Test
    void aClusterThatWasThereBeforeIsStartedAsItWasOrNotAtAll() throws IOException {
        plan();
        assertThat(refused("up", "--nodes", "5")).contains("has --nodes 3: leave it out");
        assertThat(refused("up", "--cassandra", "own")).contains("keeps its log elsewhere");
    }

    @Test
    void optionsThatMakeNoSenseAreNamed() {
        assertThat(refused("up", "--nodes", "6")).contains("--nodes must be from 1 to 5, not 6");
        assertThat(refused("up", "--regions", "0")).contains("--regions must be from 1 to 4, not 0");
        assertThat(refused("up", "--first-port", "65530")).contains("--first-port must be from 1 to 65505");
        assertThat(refused("up", "--cassandra", "existing")).contains("--contact-points HOST:PORT");
        assertThat(refused("up", "--contact-points", "a:1")).contains("goes with --cassandra existing");
        assertThat(refused("up", "--cassandra", "existing", "--contact-points", "a:1", "--jdk", "x"))
                .contains("--jdk goes with --cassandra own");
        assertThat(refused("up", "--cassandra", "existing", "--contact-points", "nowhere"))
                .contains("--contact-points must be HOST:PORT, not nowhere");
    }

    @Test
    void aPortThatIsTakenIsNamedWithTheOptionThatChoosesAnother() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CommandRun.Seen seen = run("up", "--first-port", Integer.toString(taken.getLocalPort() - 1));
            assertThat(seen.exit()).isEqualTo(ExitCode.FAILED.number());
            assertThat(seen.errLines())
                    .singleElement()
                    .asString()
                    .contains("cannot listen on 127.0.0.1:", "--first-port");
        }
    }

    @Test
    void withoutAJdkForCassandraItIsSaidAsCassandraUpSaysIt() throws IOException {
        int first;
        int cassandra;
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            first = one.getLocalPort() - 1_000;
            cassandra = other.getLocalPort();
        }
        CommandRun.Seen seen = run(
                "up",
                "--nodes",
                "1",
                "--first-port",
                Integer.toString(first),
                "--cassandra-port",
                Integer.toString(cassandra),
                "--storage-port",
                Integer.toString(cassandra),
                "--jdk",
                "/nowhere");
        assertThat(seen.exit()).isEqualTo(ExitCode.FAILED.number());
        assertThat(seen.errLines())
                .last()
                .asString()
                .contains("--jdk=/nowhere is no JDK 17, on which Cassandra 5 runs");
    }

    @Test
    void simulatedHostsAreRefusedWhatMakesNoSense() {
        CommandRun.Seen seen = new CommandRun()
                .run("agent", "--driver", "simulated", "--connect", "127.0.0.1", "--data", folder.toString());
        assertThat(seen.exit()).isEqualTo(ExitCode.USAGE.number());
        assertThat(seen.err()).contains("--connect must be HOST:PORT, not 127.0.0.1");
    }

    private String refused(String... arguments) {
        CommandRun.Seen seen = run(arguments);
        assertThat(seen.exit()).isEqualTo(ExitCode.USAGE.number());
        assertThat(seen.errLines()).hasSize(1);
        return seen.err();
    }

    private CommandRun.Seen run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("cluster"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--data", folder.toString()));
        return new CommandRun().run(all.toArray(String[]::new));
    }

    private void plan() throws IOException {
        Files.writeString(folder.resolve("cluster.conf"), PLAN);
    }

    private Process sleeper(String name) throws IOException {
        Process process = new ProcessBuilder("sleep", "60").start();
        sleepers.add(process);
        Files.createDirectories(folder.resolve(name));
        PidFile.write(folder.resolve(name).resolve("pid"), process.toHandle());
        return process;
    }

    private void awaitState(String name, String state) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(run("status").outLines())
                        .filteredOn(line -> line.startsWith(name))
                        .singleElement()
                        .asString()
                        .contains(" " + state + " "));
    }
}
