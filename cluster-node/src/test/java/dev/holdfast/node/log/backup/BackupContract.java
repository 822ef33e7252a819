package dev.holdfast.node.log.backup;

import static dev.holdfast.node.log.LogStoreContract.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.log.HistoryRow;
import dev.holdfast.core.log.LogAudit;
import dev.holdfast.core.log.LogOutput;
import dev.holdfast.core.log.LogStore;
import dev.holdfast.core.log.RegionRecord;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.log.StoreAnswer;
import dev.holdfast.core.log.StoreRequest;
import dev.holdfast.core.log.Terms;
import dev.holdfast.node.log.WorkedShard;
import dev.holdfast.node.log.audit.RegionAudit;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a backup of any store, restored into another of its kind, must hold. */
abstract class BackupContract {
    @TempDir
    protected Path folder = Path.of("");

    private Optional<LogStore> source = Optional.empty();
    private Optional<LogStore> target = Optional.empty();

    /** A store in which nothing is; each time another one. */
    protected abstract LogStore fresh();

    @AfterEach
    void close() {
        source.ifPresent(LogStore::close);
        target.ifPresent(LogStore::close);
    }

    @Test
    void aRestoredRegionBreaksNoRuleAndServesEveryIdAsBefore() throws BackupException {
        LogStore before = source();
        List<WorkedShard> owners = RegionAtWork.work(before);
        assertThat(findings(before)).isEmpty();

        Backup.Made made = make(before);
        LogStore after = target();
        Restore.Done done = restore(after);

        assertThat(done.region()).isEqualTo(RegionAtWork.record(2));
        assertThat(after.regionFound()).contains(RegionAtWork.record(2));
        assertThat(done.commits()).isEqualTo(made.commits()).isPositive();
        assertThat(done.snapshots()).isEqualTo(made.snapshots()).isPositive();
        assertThat(done.history()).isEqualTo(made.history()).isPositive();
        assertThat(findings(after)).isEmpty();
        for (int i = 0; i < owners.size(); i++) {
            ShardId shard = RegionAtWork.shards().get(i);
            List<String> names = RegionAtWork.names(shard);
            WorkedShard next = WorkedShard.own(after, shard, 2, "next-of-" + shard);
            assertThat(next.load(names)).isEqualTo(owners.get(i).load(names));
            assertThat(history(after, shard, names.getFirst()))
                    .isEqualTo(history(before, shard, names.getFirst()))
                    .isNotEmpty();
            next.fill(names.getFirst(), 23, 30).snapshot(names.getFirst(), 30).settle();
        }
        assertThat(findings(after)).isEmpty();
    }

    @Test
    void aNodeOfTheOldEraCanNeitherTakeAShardNorWriteToOne() throws BackupException {
        LogStore before = source();
        RegionAtWork.work(before);
        make(before);
        LogStore after = target();
        restore(after);

        List<ShardId> all = WorkedShard.shards("instance", 0, 1, 2);
        for (ShardId shard : all) {
            assertThat(WorkedShard.refused(after, shard, 1, "old-" + shard))
                    .contains("it is of era 2: a backup was restored since this node was started in era 1");
        }
        assertThat(findings(after)).isEmpty();
    }

    @Test
    void whatWorksOnAStoreThatWasExchangedBeneathItIsStoppedByItsNextWrite() throws BackupException {
        LogStore before = source();
        RegionAtWork.work(before);
        make(before);
        LogStore after = target();
        restore(after);
        ShardId shard = RegionAtWork.shards().getFirst();
        String name = RegionAtWork.names(shard).getFirst();
        Exchanged exchanged = new Exchanged(before);
        WorkedShard zombie = WorkedShard.own(exchanged, shard, 1, "zombie");
        exchanged.now(after);

        assertThat(zombie.append(name, 23)).isFalse();

        assertThat(zombie.outputs())
                .anyMatch(output -> output instanceof LogOutput.Fenced || output instanceof LogOutput.Quarantined);
        assertThat(WorkedShard.own(after, shard, 2, "next").load(name)).noneMatch(line -> line.startsWith("23:"));
    }

    @Test
    void aShardThatNobodyEverOwnedIsOfTheNewEraToo() throws BackupException {
        LogStore before = source();
        RegionAtWork.work(before);
        make(before);
        LogStore after = target();
        restore(after);

        StoreAnswer answer = ask(after, new StoreRequest.ReadHead(new ShardId("instance", 2), 0));
        assertThat(((StoreAnswer.HeadRead) answer).head().orElseThrow().term()).isEqualTo(Terms.first(2));
    }

    @Test
    void aStoreInWhichSomethingIsIsNotRestoredInto() throws BackupException {
        LogStore before = source();
        RegionAtWork.work(before);
        make(before);

        assertThatThrownBy(() -> restore(before))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("the store holds region west, era 1: restore into an empty one");
        assertThat(before.regionFound()).contains(RegionAtWork.RECORD);
    }

    // What the tests above are made of.

    protected final LogStore source() {
        source = Optional.of(source.orElseGet(this::fresh));
        return source.get();
    }

    protected final LogStore target() {
        target = Optional.of(target.orElseGet(this::fresh));
        return target.get();
    }

    protected final Path file() {
        return folder.resolve("west.backup");
    }

    protected final Backup.Made make(LogStore store) throws BackupException {
        return Backup.make(store, file(), Clock.systemUTC(), (_, _) -> {});
    }

    protected final Restore.Done restore(LogStore store) throws BackupException {
        return Restore.into(store, file(), Optional.empty(), "restored", (_, _) -> {});
    }

    protected static List<String> findings(LogStore store) {
        RegionRecord region = RegionAudit.regionOf(store);
        return new RegionAudit(store, region)
                .verify((_, _) -> {}).stream()
                        .map(LogAudit.Result::findings)
                        .flatMap(List::stream)
                        .map(Object::toString)
                        .toList();
    }

    private static List<HistoryRow> history(LogStore store, ShardId shard, String id) {
        return ((StoreAnswer.HistoryRead) ask(store, new StoreRequest.ReadHistory(shard, id, 1, 1_000))).rows();
    }
}
