package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.log.LogStore;
import dev.holdfast.node.log.backup.RegionAtWork;
import dev.holdfast.node.log.cassandra.CassandraLogStore;
import dev.holdfast.node.log.cassandra.CassandraSettings;
import dev.holdfast.node.log.cassandra.SharedCassandra;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same commands on a keyspace, and from there into a folder. */
class LogCommandsOnCassandraTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void aKeyspaceInUseIsLookedIntoVerifiedAndBackedUpAndRestoredIntoAFolder() {
        CassandraSettings settings = SharedCassandra.get().freshKeyspace();
        String file = folder.resolve("west.backup").toString();
        String fresh = folder.resolve("fresh").toString();
        try (LogStore inUse = CassandraLogStore.open(settings)) {
            RegionAtWork.work(inUse);

            assertThat(on(settings, "inspect").out()).contains("west").containsPattern("instance/0 +25 +13 +2");
            assertThat(on(settings, "verify").outLines())
                    .containsExactly(
                            "region west, era 1: 2 shards, 26 commits, 26 entries, 4 ids, 4 snapshots; 0 findings");
            assertThat(on(settings, "backup", "--to", file).exit()).isZero();
        }
        CommandRun.Seen full = on(settings, "restore", "--from", file);
        assertThat(full.exit()).isEqualTo(ExitCode.FAILED.number());
        assertThat(full.err()).contains("the store holds region west, era 1: restore into an empty one");

        assertThat(new CommandRun()
                        .run("log", "restore", "--data", fresh, "--from", file)
                        .exit())
                .isZero();
        assertThat(new CommandRun().run("log", "verify", "--data", fresh).outLines())
                .containsExactly(
                        "region west, era 2: 4 shards, 26 commits, 26 entries, 4 ids, 4 snapshots; 0 findings");
    }

    @Test
    void aCassandraThatIsNotThereIsOneLine() {
        CommandRun.Seen seen = new CommandRun().run("log", "verify", "--contact-points", "127.0.0.1:1");
        assertThat(seen.exit()).isEqualTo(ExitCode.UNAVAILABLE.number());
        assertThat(seen.err()).contains("no Cassandra answers at 127.0.0.1:1");
    }

    private static CommandRun.Seen on(CassandraSettings settings, String verb, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "log",
                verb,
                "--contact-points",
                settings.contactPoints().getFirst(),
                "--datacenter",
                settings.datacenter(),
                "--keyspace",
                settings.keyspace()));
        arguments.addAll(List.of(more));
        return new CommandRun().run(arguments.toArray(String[]::new));
    }
}
