package dev.holdfast.node.log.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.log.CommitId;
import dev.holdfast.core.log.Condition;
import dev.holdfast.core.log.Head;
import dev.holdfast.core.log.HeadChange;
import dev.holdfast.core.log.LogStore;
import dev.holdfast.core.log.RegionRecord;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.log.StoreAnswer;
import dev.holdfast.core.log.StoreRequest;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.node.log.LogStoreContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactionStyle;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDBException;

class RocksLogStoreTest extends LogStoreContract {
    private static final ShardId SHARD = new ShardId("instance", 3);

    @TempDir
    private Path folder = Path.of("");

    @Override
    protected LogStore open() {
        return new RocksLogStore(RocksSettings.in(folder), _ -> {});
    }

    @Test
    void everythingIsThereAfterItWasClosedAndOpenedAgain() {
        create(0, "owner");
        append(1, 1, "owner", 1, 2);
        store().region(new RegionRecord("local", new TreeMap<>(Map.of("instance", 64)), 1, 1));
        Optional<Head> head = head(0);
        store().close();
        try (RocksLogStore again = new RocksLogStore(RocksSettings.in(folder), _ -> {})) {
            assertThat(((StoreAnswer.HeadRead) ask(again, new StoreRequest.ReadHead(SHARD, 0))).head())
                    .isEqualTo(head);
            assertThat(((StoreAnswer.CommitsRead) ask(again, new StoreRequest.ReadCommits(SHARD, 0, 1, 10, 1_000)))
                            .commits())
                    .hasSize(1);
            assertThat(again.region(new RegionRecord("else", new TreeMap<>(), 1, 1))
                            .region())
                    .isEqualTo("local");
        }
    }

    @Test
    void twoNodesCannotHaveOneFolder() {
        assertThatThrownBy(() -> new RocksLogStore(RocksSettings.in(folder), _ -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is another node using it?");
    }

    @Test
    void noCommitIsAnsweredBeforeItsWriteWasSynced() {
        RocksLogStore store = (RocksLogStore) store();
        create(0, "owner");
        for (int i = 1; i <= 20; i++) {
            long before = store.syncs();
            append(1, i, "owner", i, i + 1);
            assertThat(store.syncs()).as("synced for commit %s", i).isGreaterThan(before);
        }
    }

    @Test
    void withSyncOffTheSameCheckFails() {
        store().close();
        RocksSettings careless = new RocksSettings(folder.resolve("careless"), false, 8, 8);
        try (RocksLogStore store = new RocksLogStore(careless, _ -> {})) {
            long before = store.syncs();
            ask(store, new StoreRequest.WriteHint(SHARD, 1));
            assertThat(store.syncs()).isEqualTo(before);
        }
    }

    @Test
    void whatManyShardsHavePendingIsSyncedTogether() throws Exception {
        RocksLogStore store = (RocksLogStore) store();
        long before = store.syncs();
        List<CompletableFuture<StoreAnswer>> answers = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            CompletableFuture<StoreAnswer> answer = new CompletableFuture<>();
            answers.add(answer);
            store.send(new StoreRequest.WriteHint(new ShardId("instance", i % 64), i), answer::complete);
        }
        for (CompletableFuture<StoreAnswer> answer : answers) {
            assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(new StoreAnswer.Done());
        }
        assertThat(store.syncs() - before).isLessThan(1_000);
    }

    @Test
    void aClosedStoreIsUnavailable() {
        store().close();
        assertThat(ask(new StoreRequest.WriteHint(SHARD, 1))).isInstanceOf(StoreAnswer.Unavailable.class);
        assertThat(ask(new StoreRequest.ReadHint(SHARD))).isInstanceOf(StoreAnswer.Unavailable.class);
    }

    @Test
    void copiesForReadersGoByTheirAgeAndNeverByTheirSize() {
        try (LRUCache cache = new LRUCache(1024);
                ColumnFamilyOptions options = RocksFiles.historyOptions(cache)) {
            assertThat(options.compactionStyle()).isEqualTo(CompactionStyle.FIFO);
            assertThat(options.ttl()).isEqualTo(Duration.ofDays(30).toSeconds());
            assertThat(options.compactionOptionsFIFO().maxTableFilesSize()).isGreaterThan(1L << 40);
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {RocksDBException.class, IllegalStateException.class, OutOfMemoryError.class})
    void afterAFailedWriteAllThatWaitedIsUnknownAndNothingMoreIsWritten(Class<? extends Throwable> failure)
            throws Exception {
        List<String> alarms = new ArrayList<>();
        try (RocksFiles files = RocksFiles.open(RocksSettings.in(folder.resolve("failing")))) {
            RocksWriter writer = new RocksWriter(
                    files,
                    (_, _) -> {
                        throw failing(failure);
                    },
                    true,
                    Map.of(),
                    alarms::add);
            StoreRequest create = new StoreRequest.CompareAndCommit(
                    SHARD,
                    0,
                    new Condition.Absent(),
                    new HeadChange.Become(new Head(1, 0, new CommitId("owner", 1), false, 0, 0, Floor.NONE)),
                    Optional.empty());
            CompletableFuture<StoreAnswer> first = new CompletableFuture<>();
            writer.write(create, first::complete);
            assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(new StoreAnswer.Unknown("no space left on device"));
            CompletableFuture<StoreAnswer> second = new CompletableFuture<>();
            writer.write(create, second::complete);
            assertThat(second.get(10, TimeUnit.SECONDS)).isInstanceOf(StoreAnswer.Unavailable.class);
            assertThat(writer.head(new StoreRequest.ReadHead(SHARD, 0))).isEmpty();
            writer.close();
        }
        assertThat(alarms).containsExactly("no space left on device");
    }

    /** Errors and unchecked exceptions are thrown here, for the interface admits only the store's own. */
    private static RocksDBException failing(Class<? extends Throwable> failure) {
        String why = "no space left on device";
        if (failure == OutOfMemoryError.class) {
            throw new OutOfMemoryError(why);
        }
        if (failure == IllegalStateException.class) {
            throw new IllegalStateException(why);
        }
        return new RocksDBException(why);
    }
}
