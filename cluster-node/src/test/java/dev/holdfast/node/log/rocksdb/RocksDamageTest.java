package dev.holdfast.node.log.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.log.LogAudit;
import dev.holdfast.core.log.LogFinding;
import dev.holdfast.core.log.LogRule;
import dev.holdfast.core.log.LogStore;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.node.log.audit.RegionAudit;
import dev.holdfast.node.log.backup.RegionAtWork;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

/** Damage is planted in the files of a folder, and found by whoever reads them afterwards. */
class RocksDamageTest {
    private static final ShardId SHARD = new ShardId("instance", 0);

    @TempDir
    private Path folder = Path.of("");

    private interface Damage {
        void plant(RocksFiles files) throws RocksDBException;
    }

    @BeforeEach
    void work() {
        try (LogStore store = new RocksLogStore(RocksSettings.in(folder), _ -> {})) {
            RegionAtWork.work(store);
        }
    }

    @Test
    void withoutDamageNothingIsFound() throws RocksDBException {
        assertThat(findings(_ -> {})).isEmpty();
    }

    @Test
    void aRowOfRubbishIsFoundAndTheRestIsRead() throws RocksDBException {
        List<LogFinding> findings = findings(files -> files.database()
                .put(files.commits(), RocksKeys.commit(SHARD, 2, 15), "rubbish".getBytes(StandardCharsets.UTF_8)));

        assertThat(findings)
                .anySatisfy(finding -> {
                    assertThat(finding.shard()).isEqualTo(SHARD);
                    assertThat(finding.rule()).isEqualTo(LogRule.READABLE);
                    assertThat(finding.what()).contains("the commit at or after 15 in segment 2");
                })
                .anySatisfy(finding -> {
                    assertThat(finding.rule()).isEqualTo(LogRule.POSITIONS);
                    assertThat(finding.what()).contains("commit 16 stands where 15 should");
                });
    }

    @Test
    void aRowThatIsGoneIsFound() throws RocksDBException {
        List<LogFinding> findings =
                findings(files -> files.database().delete(files.commits(), RocksKeys.commit(SHARD, 3, 20)));

        assertThat(findings)
                .extracting(LogFinding::rule)
                .contains(LogRule.POSITIONS, LogRule.SEQUENCES, LogRule.REPLAY);
    }

    @Test
    void snapshotsThatAreGoneAreFound() throws RocksDBException {
        byte[] generation = RocksKeys.generation(SHARD, 0);
        List<LogFinding> findings = findings(
                files -> files.database().deleteRange(files.snapshots(), generation, RocksKeys.after(generation)));

        assertThat(findings)
                .extracting(LogFinding::rule)
                .contains(LogRule.SEQUENCES, LogRule.REPLAY)
                .doesNotContain(LogRule.POSITIONS);
    }

    private List<LogFinding> findings(Damage damage) throws RocksDBException {
        try (RocksFiles files = RocksFiles.open(RocksSettings.in(folder))) {
            damage.plant(files);
        }
        try (LogStore store = new RocksLogStore(RocksSettings.in(folder), _ -> {})) {
            return new RegionAudit(store, RegionAudit.regionOf(store))
                    .verify((_, _) -> {}).stream()
                            .map(LogAudit.Result::findings)
                            .flatMap(List::stream)
                            .toList();
        }
    }
}
