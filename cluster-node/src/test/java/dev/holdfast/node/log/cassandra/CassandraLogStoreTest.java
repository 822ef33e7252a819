package dev.holdfast.node.log.cassandra;

import static dev.holdfast.node.log.LogStoreContract.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.holdfast.core.log.Commit;
import dev.holdfast.core.log.CommitId;
import dev.holdfast.core.log.Condition;
import dev.holdfast.core.log.Entry;
import dev.holdfast.core.log.Head;
import dev.holdfast.core.log.HeadChange;
import dev.holdfast.core.log.LogStore;
import dev.holdfast.core.log.Payload;
import dev.holdfast.core.log.RegionRecord;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.log.Snapshot;
import dev.holdfast.core.log.SnapshotKey;
import dev.holdfast.core.log.SnapshotVersion;
import dev.holdfast.core.log.StoreAnswer;
import dev.holdfast.core.log.StoreRequest;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.node.log.RowCodec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is special to the store in Cassandra; what all stores do is in the contract. */
class CassandraLogStoreTest {
    private static final AtomicInteger TESTS = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final CassandraSettings settings = SharedCassandra.get().sharedKeyspace();
    private final ShardId shard = new ShardId("store-test", TESTS.incrementAndGet());

    @Test
    void aReadOfMoreRowsThanAPageGivesAllOfThemInOrderAndKeepsToItsBounds() {
        CassandraSettings narrow = new CassandraSettings(
                settings.contactPoints(),
                settings.datacenter(),
                settings.keyspace(),
                settings.access(),
                settings.requestTimeout(),
                settings.inFlightAtMost(),
                10,
                true);
        try (LogStore store = CassandraLogStore.open(narrow)) {
            create(store, "owner");
            for (int i = 1; i <= 57; i++) {
                append(store, commit(i, "owner", 1_000));
            }
            assertThat(read(store, 1, 1_000, Integer.MAX_VALUE))
                    .extracting(Commit::position)
                    .containsExactlyElementsOf(java.util.stream.LongStream.rangeClosed(1, 57)
                            .boxed()
                            .toList());
            assertThat(read(store, 3, 31, Integer.MAX_VALUE)).hasSize(31);
            assertThat(read(store, 1, 1_000, 25_000)).hasSizeBetween(20, 25);
            assertThat(read(store, 20, 1_000, 1)).hasSize(1);
        }
    }

    @Test
    void anOutcomeThatWasLostOnTheWayIsFoundByTheSameStatement() throws Exception {
        try (CutLine line = new CutLine(SharedCassandra.get().process().place().cqlPort());
                LogStore store = CassandraLogStore.open(behind(line));
                LogStore other = CassandraLogStore.open(settings)) {
            create(store, "owner");
            StoreRequest write = appending(commit(1, "owner", 10));
            line.swallowAnswers();
            assertThat(ask(store, write)).isInstanceOf(StoreAnswer.Unknown.class);
            await().atMost(PATIENCE).until(() -> head(other).orElseThrow().position() == 1);
            line.heal();
            StoreAnswer.Refused again = (StoreAnswer.Refused)
                    await().atMost(PATIENCE).until(() -> ask(store, write), StoreAnswer.Refused.class::isInstance);
            assertThat(again.head().orElseThrow().commit())
                    .as("its own commit, so it was applied")
                    .isEqualTo(new CommitId("owner", 2));
            assertThat(read(store, 1, 10, Integer.MAX_VALUE)).hasSize(1);
        }
    }

    @Test
    void whatCouldBeWrittenToNoConnectionIsUnavailableAndNeverSeenLater() throws Exception {
        try (CutLine line = new CutLine(SharedCassandra.get().process().place().cqlPort());
                LogStore store = CassandraLogStore.open(behind(line));
                LogStore other = CassandraLogStore.open(settings)) {
            create(store, "owner");
            line.cut();
            // A head that is read cannot be written by mistake: it tells when the driver knows that the line is cut.
            await().atMost(PATIENCE)
                    .until(() -> ask(store, new StoreRequest.ReadHead(shard, 0)) instanceof StoreAnswer.Unavailable);
            assertThat(ask(store, appending(commit(1, "owner", 10)))).isInstanceOf(StoreAnswer.Unavailable.class);
            assertThat(head(other).orElseThrow().position()).isZero();
            line.heal();
            await().atMost(PATIENCE)
                    .until(() -> ask(store, new StoreRequest.ReadHead(shard, 0)) instanceof StoreAnswer.HeadRead);
            assertThat(head(store)).isEqualTo(head(other));
            assertThat(head(store).orElseThrow().position()).isZero();
        }
    }

    @Test
    void aDeadSnapshotGoesAlthoughTheClockThatWroteItWasAhead() {
        try (LogStore store = CassandraLogStore.open(settings);
                CqlSession session = CassandraSession.open(settings)) {
            Snapshot dead = snapshot("dead");
            Snapshot alive = snapshot("alive");
            for (Snapshot each : List.of(dead, alive)) {
                ask(store, new StoreRequest.PutSnapshot(shard, 0, each));
                writtenInAnHour(session, 0, each);
            }

            ask(store, new StoreRequest.DeleteSnapshot(shard, 0, SnapshotKey.of(dead)));

            assertThat(listed(store, 0)).containsExactly("alive");
        }
    }

    @Test
    void aDroppedGenerationGoesAlthoughTheClockThatWroteToItWasAhead() {
        try (LogStore store = CassandraLogStore.open(settings);
                CqlSession session = CassandraSession.open(settings)) {
            for (String id : List.of("a", "b", "c")) {
                ask(store, new StoreRequest.PutSnapshot(shard, 0, snapshot(id)));
                ask(store, new StoreRequest.PutSnapshot(shard, 1, snapshot(id)));
            }
            writtenInAnHour(session, 0, snapshot("a"));
            writtenInAnHour(session, 0, snapshot("b"));
            writtenInAnHour(session, 1, snapshot("c"));

            ask(store, new StoreRequest.DropGeneration(shard, 0));

            assertThat(listed(store, 0)).isEmpty();
            assertThat(listed(store, 1)).containsExactly("a", "b", "c");
        }
    }

    private static Snapshot snapshot(String id) {
        return new Snapshot(
                id, 3, new SnapshotVersion(1, 1, 1), 0, 0, Optional.of(Payload.of(new byte[] {1})), List.of());
    }

    /** As if by a node whose clock is an hour ahead. */
    private void writtenInAnHour(CqlSession session, long generation, Snapshot snapshot) {
        long micros = (System.currentTimeMillis() + Duration.ofHours(1).toMillis()) * 1_000;
        session.execute(
                "INSERT INTO " + settings.keyspace()
                        + ".snapshots (shard, generation, id, sequence, era, term, counter, bare, payload) VALUES (?, ?, ?,"
                        + " 3, 1, 1, 1, ?, ?) USING TIMESTAMP ?",
                shard.toString(),
                generation,
                snapshot.id(),
                ByteBuffer.wrap(RowCodec.snapshot(snapshot.bare())),
                ByteBuffer.wrap(new byte[] {1}),
                micros);
    }

    private List<String> listed(LogStore store, long generation) {
        return ((StoreAnswer.SnapshotsListed) ask(
                        store, new StoreRequest.ListSnapshots(shard, generation, Optional.empty(), 100, 1_000, true)))
                .snapshots().stream().map(Snapshot::id).toList();
    }

    @Test
    void ofTwoWritersTheOneWithTheOlderTermIsRefusedAndShownTheHead() {
        try (LogStore old = CassandraLogStore.open(settings);
                LogStore fresh = CassandraLogStore.open(settings)) {
            create(old, "old");
            append(old, commit(1, "old", 10));
            assertThat(ask(
                            fresh,
                            new StoreRequest.CompareAndCommit(
                                    shard,
                                    0,
                                    new Condition.TermIs(1),
                                    new HeadChange.Raise(2, new CommitId("fresh", 1)),
                                    Optional.empty())))
                    .isEqualTo(new StoreAnswer.Applied());
            assertThat(ask(old, appending(commit(2, "old", 10)))).isEqualTo(new StoreAnswer.Refused(head(fresh)));
            assertThat(read(fresh, 1, 10, Integer.MAX_VALUE))
                    .extracting(Commit::position)
                    .containsExactly(1L);
        }
    }

    @Test
    void anEmptiedSegmentKeepsItsPlaceAndIsStillJudged() {
        try (LogStore store = CassandraLogStore.open(settings)) {
            create(store, "owner");
            append(store, commit(1, "owner", 10));
            Head sealed = new Head(1, 1, new CommitId("owner", 9), true, 0, 0, Floor.NONE);
            ask(
                    store,
                    new StoreRequest.CompareAndCommit(
                            shard,
                            0,
                            new Condition.CommitIs(1, new CommitId("owner", 2)),
                            new HeadChange.Become(sealed),
                            Optional.empty()));
            ask(store, new StoreRequest.DropCommits(shard, 0));
            assertThat(read(store, 0, 10, Integer.MAX_VALUE)).isEmpty();
            assertThat(head(store)).contains(sealed);
            assertThat(create(store, "late")).isEqualTo(new StoreAnswer.Refused(Optional.of(sealed)));
        }
    }

    @Test
    void moreThanTheBoundIsUnavailableAtOnce() throws Exception {
        CassandraSettings one = new CassandraSettings(
                settings.contactPoints(),
                settings.datacenter(),
                settings.keyspace(),
                settings.access(),
                settings.requestTimeout(),
                1,
                64,
                true);
        try (LogStore store = CassandraLogStore.open(one)) {
            List<java.util.concurrent.CompletableFuture<StoreAnswer>> answers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                java.util.concurrent.CompletableFuture<StoreAnswer> answer =
                        new java.util.concurrent.CompletableFuture<>();
                store.send(new StoreRequest.ReadHead(shard, 0), answer::complete);
                answers.add(answer);
            }
            List<StoreAnswer> all = new ArrayList<>();
            for (var answer : answers) {
                all.add(answer.get(PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS));
            }
            assertThat(all).anyMatch(StoreAnswer.HeadRead.class::isInstance);
            assertThat(all).anyMatch(StoreAnswer.Unavailable.class::isInstance);
            assertThat(all).noneMatch(StoreAnswer.Unknown.class::isInstance);
        }
    }

    @Test
    void aClosedStoreIsUnavailable() {
        LogStore store = CassandraLogStore.open(settings);
        store.close();
        assertThat(create(store, "owner")).isInstanceOf(StoreAnswer.Unavailable.class);
    }

    @Test
    void theRegionOutlivesTheNodeThatClaimedItAndAKeyspaceThatWentWrongIsRefused() {
        CassandraSettings own = SharedCassandra.get().settings();
        assertThatThrownBy(() -> CassandraLogStore.open(own))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no keyspace " + own.keyspace())
                .hasMessageContaining("./holdfast log init");
        LogSchema.Outcome made = LogSchema.init(own, 1, _ -> {});
        assertThat(made.from()).isZero();
        assertThat(made.to()).isEqualTo(LogSchema.VERSION);
        assertThat(LogSchema.init(own, 1, _ -> {}).from()).as("a second time").isEqualTo(LogSchema.VERSION);

        RegionRecord first = new RegionRecord("local", new TreeMap<>(Map.of("instance", 64)), 1, 1);
        try (LogStore store = CassandraLogStore.open(own)) {
            assertThat(store.region(first)).isEqualTo(first);
        }
        try (LogStore store = CassandraLogStore.open(own)) {
            assertThat(store.region(new RegionRecord("other", new TreeMap<>(), 1, 1)))
                    .isEqualTo(first);
        }

        try (CqlSession session = CassandraSession.open(own)) {
            session.execute("ALTER TABLE " + own.keyspace() + ".commits WITH default_time_to_live = 60");
        }
        assertThatThrownBy(() -> CassandraLogStore.open(own))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("default_time_to_live of table " + own.keyspace() + ".commits is 60");
        try (CqlSession session = CassandraSession.open(own)) {
            session.execute("INSERT INTO " + own.keyspace() + ".schema_versions (part, version) VALUES ('log', 99)");
        }
        assertThatThrownBy(() -> CassandraLogStore.open(own))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has version 99 of the log's tables, and this node needs 1");
        assertThatThrownBy(() -> LogSchema.init(own, 1, _ -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("version 99");
    }

    @Test
    void aKeyspaceThatIsNotSafeIsRefusedUnlessItWasSaidThatThisIsAllRight() {
        CassandraSettings careful = CassandraSettings.of(
                settings.contactPoints(), settings.datacenter(), settings.keyspace(), settings.access());
        assertThatThrownBy(() -> CassandraLogStore.open(careful))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has 1 of 3 copies in data centre datacenter1")
                .hasMessageContaining("holdfast.log.cassandra.weaker-than-safe")
                .hasMessageNotContaining("commitlog_sync")
                .hasMessageNotContaining("paxos");
        CassandraLogStore.open(careful.takingRisks()).close();
    }

    @Test
    void aDataCentreThatIsNotThereIsNamedBesideThoseThatAre() {
        CassandraSettings elsewhere =
                CassandraSettings.of(settings.contactPoints(), "atlantis", settings.keyspace(), settings.access());
        assertThatThrownBy(() -> CassandraLogStore.open(elsewhere))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("datacenter is atlantis, and the cluster has datacenter1");
    }

    @Test
    void whereNobodyListensTheAddressIsNamed() throws Exception {
        try (CutLine line = new CutLine(1)) {
            line.cut();
            assertThatThrownBy(() -> CassandraLogStore.open(behind(line)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no Cassandra answers at 127.0.0.1:" + line.port())
                    .hasMessageNotContaining("\n");
        }
    }

    private CassandraSettings behind(CutLine line) {
        return CassandraSettings.of(
                        List.of("127.0.0.1:" + line.port()),
                        settings.datacenter(),
                        settings.keyspace(),
                        settings.access())
                .takingRisks();
    }

    private StoreAnswer create(LogStore store, String owner) {
        return ask(
                store,
                new StoreRequest.CompareAndCommit(
                        shard,
                        0,
                        new Condition.Absent(),
                        new HeadChange.Become(new Head(1, 0, new CommitId(owner, 1), false, 0, 0, Floor.NONE)),
                        Optional.empty()));
    }

    private void append(LogStore store, Commit commit) {
        assertThat(ask(store, appending(commit))).isEqualTo(new StoreAnswer.Applied());
    }

    private StoreRequest appending(Commit commit) {
        return new StoreRequest.CompareAndCommit(
                shard,
                0,
                new Condition.CommitIs(
                        1, new CommitId(commit.id().owner(), commit.id().number() - 1)),
                new HeadChange.Become(new Head(1, commit.position(), commit.id(), false, 0, 0, Floor.NONE)),
                Optional.of(commit));
    }

    private static Commit commit(long position, String owner, int bytes) {
        return new Commit(
                position,
                1,
                new CommitId(owner, position + 1),
                List.of(new Entry.Event("web-1", position, position == 1, Payload.of(new byte[bytes]))));
    }

    private Optional<Head> head(LogStore store) {
        return ((StoreAnswer.HeadRead) ask(store, new StoreRequest.ReadHead(shard, 0))).head();
    }

    private List<Commit> read(LogStore store, long from, int limit, int bytes) {
        return ((StoreAnswer.CommitsRead) ask(store, new StoreRequest.ReadCommits(shard, 0, from, limit, bytes)))
                .commits();
    }
}
