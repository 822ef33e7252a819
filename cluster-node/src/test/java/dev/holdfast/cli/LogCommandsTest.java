package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.holdfast.core.log.LogStore;
import dev.holdfast.core.log.StoreRequest;
import dev.holdfast.node.log.LogStoreContract;
import dev.holdfast.node.log.backup.RegionAtWork;
import dev.holdfast.node.log.rocksdb.RocksLogStore;
import dev.holdfast.node.log.rocksdb.RocksSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code holdfast log inspect|verify|backup|restore} on a folder. */
class LogCommandsTest {
    @TempDir
    private Path folder = Path.of("");

    private String data = "";

    @BeforeEach
    void work() {
        data = folder.resolve("data").toString();
        try (LogStore store = open()) {
            RegionAtWork.work(store);
        }
    }

    private LogStore open() {
        return new RocksLogStore(RocksSettings.in(Path.of(data, "log")), _ -> {});
    }

    @Test
    void inspectShowsTheRegionAndEveryShardThatWasOwned() throws JsonProcessingException {
        CommandRun.Seen table = run("log", "inspect", "--data", data);
        assertThat(table.exit()).isZero();
        assertThat(table.outLines().get(0)).matches("REGION +ERA +LAYOUT +SHARDS");
        assertThat(table.outLines().get(1)).matches("west +1 +1 +default=1 instance=3");
        assertThat(table.out()).containsPattern("instance/0 +25 +13 +2 +2 +2-4 +1 +owner-of-instance/0");
        assertThat(table.out()).doesNotContain("instance/2").doesNotContain("FINDINGS");

        JsonNode tree = json("log", "inspect", "--data", data + "/log", "-o", "json");
        assertThat(tree.path("region").asText()).isEqualTo("west");
        assertThat(tree.path("shards")).hasSize(2);
        assertThat(tree.path("shards").get(1).path("last").asLong()).isEqualTo(25);
    }

    @Test
    void inspectShowsTheNewestCommitsOfAShard() throws JsonProcessingException {
        JsonNode commits = json("log", "inspect", "--data", data, "--shard", "0", "--limit", "3", "-o", "json")
                .path("commits");
        assertThat(commits)
                .extracting(commit -> commit.path("position").asLong())
                .containsExactly(23L, 24L, 25L);
        assertThat(commits.get(2).path("entries").get(0).path("sequence").asLong())
                .isEqualTo(22);

        assertThat(run("log", "inspect", "--data", data, "--shard", "instance/2")
                        .exit())
                .isEqualTo(ExitCode.NOT_FOUND.number());
        assertThat(run("log", "inspect", "--data", data, "--shard", "instance/3")
                        .errLines())
                .containsExactly("holdfast: the shards of type instance are 0 to 2, not 3");
        assertThat(run("log", "inspect", "--data", data, "--shard", "x/y/3").exit())
                .isEqualTo(ExitCode.USAGE.number());
    }

    @Test
    void inspectShowsWhatHasHappenedToOneId() throws JsonProcessingException {
        String name = RegionAtWork.names(RegionAtWork.shards().getFirst()).getFirst();
        JsonNode events = json("log", "inspect", "--data", data, "--id", "instance/" + name, "-o", "json")
                .path("events");
        assertThat(events).hasSize(20);
        assertThat(events.get(0).path("sequence").asLong()).isEqualTo(3);
        assertThat(events.get(0).path("from").asText()).as("its commit is gone").isEqualTo("history");
        assertThat(events.get(19).path("from").asText()).isEqualTo("log");

        CommandRun.Seen nobody = run("log", "inspect", "--data", data, "--id", "instance/shop/nobody");
        assertThat(nobody.exit()).isEqualTo(ExitCode.NOT_FOUND.number());
        assertThat(nobody.err()).contains("nothing is known of instance/shop/nobody");
    }

    @Test
    void verifyCountsAndFindsNothingInAWholeLog() throws JsonProcessingException {
        CommandRun.Seen seen = run("log", "verify", "--data", data);
        assertThat(seen.exit()).isZero();
        assertThat(seen.outLines())
                .containsExactly(
                        "region west, era 1: 2 shards, 26 commits, 26 entries, 4 ids, 4 snapshots; 0 findings");
        assertThat(seen.err()).contains("verified 4 of 4 shards");

        assertThat(json("log", "verify", "--data", data, "-o", "json").path("findings"))
                .isEmpty();
    }

    @Test
    void verifyEndsWithOneAndALineForEachFinding() throws JsonProcessingException {
        // Marked as dropped by a request that no owner would send: the newest sealed segment is still live.
        try (LogStore store = open()) {
            LogStoreContract.ask(
                    store, new StoreRequest.DropCommits(RegionAtWork.shards().getFirst(), 3));
        }

        CommandRun.Seen seen = run("log", "verify", "--data", data);

        assertThat(seen.exit()).isEqualTo(ExitCode.FAILED.number());
        assertThat(seen.out())
                .contains("shard instance/0 breaks positions (L2): segment 3 ends with commit 18, and its head says 24")
                .containsPattern("; [1-9][0-9]* findings");
        assertThat(run("log", "inspect", "--data", data).err()).contains("see ./holdfast log verify");
        assertThat(run("log", "backup", "--data", data, "--to", folder + "/no.backup")
                        .exit())
                .isEqualTo(ExitCode.FAILED.number());
        assertThat(folder.resolve("no.backup")).doesNotExist();
    }

    @Test
    void whatWasBackedUpIsRestoredElsewhereAsANewEra() throws JsonProcessingException {
        String file = folder.resolve("west.backup").toString();
        String fresh = folder.resolve("fresh").toString();

        JsonNode made = json("log", "backup", "--data", data, "--to", file, "-o", "json");
        JsonNode restored = json("log", "restore", "--data", fresh, "--from", file, "-o", "json");

        assertThat(made.path("commits").asLong()).isEqualTo(26);
        assertThat(restored.path("commits").asLong()).isEqualTo(26);
        assertThat(restored.path("era").asLong()).isEqualTo(2);
        assertThat(run("log", "verify", "--data", fresh).outLines())
                .containsExactly(
                        "region west, era 2: 4 shards, 26 commits, 26 entries, 4 ids, 4 snapshots; 0 findings");
        CommandRun.Seen again = run("log", "restore", "--data", fresh, "--from", file);
        assertThat(again.exit()).isEqualTo(ExitCode.CONFLICT.number());
        assertThat(again.errLines()).singleElement().asString().contains("is not empty: restore into another folder");
    }

    @Test
    void aBackupThatDoesNotFitTheNodesSettingsOrIsDamagedLeavesNothingBehind() throws IOException {
        String file = folder.resolve("west.backup").toString();
        Path fresh = folder.resolve("fresh");
        run("log", "backup", "--data", data, "--to", file);
        Path config = folder.resolve("node.conf");
        Files.writeString(config, "holdfast.region = east");

        CommandRun.Seen other =
                run("log", "restore", "--data", fresh.toString(), "--from", file, "--config", config.toString());
        assertThat(other.exit()).isEqualTo(ExitCode.FAILED.number());
        assertThat(other.errLines()).singleElement().asString().contains("it is region west, not east");

        byte[] bytes = Files.readAllBytes(Path.of(file));
        bytes[bytes.length / 2] ^= 1;
        Files.write(Path.of(file), bytes);
        CommandRun.Seen damaged = run("log", "restore", "--data", folder + "/third", "--from", file);
        assertThat(damaged.exit()).isEqualTo(ExitCode.FAILED.number());
        assertThat(damaged.errLines()).singleElement().asString().contains("it is damaged at byte");
        assertThat(folder.resolve("third")).doesNotExist();
    }

    @Test
    void aFolderThatANodeHasOpenIsRefusedInOneLine() {
        try (LogStore running = open()) {
            CommandRun.Seen seen = run("log", "verify", "--data", data);
            assertThat(running.regionFound()).isPresent();
            assertThat(seen.exit()).isEqualTo(ExitCode.CONFLICT.number());
            assertThat(seen.errLines())
                    .singleElement()
                    .asString()
                    .contains("cannot open the log in")
                    .contains("a node that runs on it has to be stopped first");
        }
    }

    @Test
    void whereThereIsNoLogThatIsSaidAndNothingIsMade() {
        CommandRun.Seen seen = run("log", "inspect", "--data", folder + "/nowhere");
        assertThat(seen.exit()).isEqualTo(ExitCode.NOT_FOUND.number());
        assertThat(seen.errLines()).singleElement().asString().contains("there is no log in");
        assertThat(folder.resolve("nowhere")).doesNotExist();
        assertThat(run("log", "inspect", "--data", data, "--keyspace", "x").exit())
                .isEqualTo(ExitCode.USAGE.number());
        assertThat(run("log", "inspect", "--keyspace", "Not One").err()).contains("--keyspace must match");
    }

    private static CommandRun.Seen run(String... arguments) {
        return new CommandRun().run(arguments);
    }

    private static JsonNode json(String... arguments) throws JsonProcessingException {
        CommandRun.Seen seen = run(arguments);
        assertThat(seen.exit()).as(seen.err()).isZero();
        return new JsonMapper().readTree(seen.out());
    }
}
