package dev.holdfast.node.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.log.Commit;
import dev.holdfast.core.log.CommitId;
import dev.holdfast.core.log.Condition;
import dev.holdfast.core.log.Entry;
import dev.holdfast.core.log.Head;
import dev.holdfast.core.log.HeadChange;
import dev.holdfast.core.log.HistoryRow;
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
import dev.holdfast.core.shared.Epoch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store must do; each store runs it. */
public abstract class LogStoreContract {
    private static final ShardId SHARD = new ShardId("instance", 3);
    private static final ShardId NEIGHBOUR = new ShardId("instance", 4);

    private LogStore store = closed();

    /** A store that holds nothing. */
    protected abstract LogStore open();

    @BeforeEach
    void begin() {
        store = open();
    }

    @AfterEach
    void end() {
        store.close();
    }

    @Test
    void aSegmentIsCreatedOnce() {
        assertThat(head(0)).isEmpty();
        assertThat(create(0, "first")).isEqualTo(new StoreAnswer.Applied());
        assertThat(create(0, "second")).isEqualTo(new StoreAnswer.Refused(head(0)));
        assertThat(head(0).orElseThrow().commit().owner()).isEqualTo("first");
        assertThat(head(1)).isEmpty();
    }

    @Test
    void aCommitIsConditionalOnTermAndOnTheCommitBeforeIt() {
        create(0, "owner");
        assertThat(append(1, 1, "owner", 1, 2)).isEqualTo(new StoreAnswer.Applied());
        assertThat(append(1, 2, "owner", 1, 3)).as("not the commit before").isEqualTo(new StoreAnswer.Refused(head(0)));
        assertThat(append(2, 2, "owner", 2, 3)).as("not the term").isEqualTo(new StoreAnswer.Refused(head(0)));
        assertThat(append(1, 2, "owner", 2, 3)).isEqualTo(new StoreAnswer.Applied());
        assertThat(commits(0, 1, 10)).extracting(Commit::position).containsExactly(1L, 2L);
    }

    @Test
    void raisingTheTermKeepsWhatTheOldOwnerAppendedMeanwhile() {
        create(0, "old");
        append(1, 1, "old", 1, 2);
        assertThat(raise(0, 1, "new")).isEqualTo(new StoreAnswer.Applied());
        Head head = head(0).orElseThrow();
        assertThat(head.term()).isEqualTo(2);
        assertThat(head.position()).isEqualTo(1);
        assertThat(head.commit()).isEqualTo(new CommitId("new", 1));
        assertThat(append(1, 2, "old", 2, 3)).isEqualTo(new StoreAnswer.Refused(head(0)));
        assertThat(raise(0, 1, "third")).isEqualTo(new StoreAnswer.Refused(head(0)));
    }

    @Test
    void aSealedSegmentTakesNoAppendAndNoNewTerm() {
        create(0, "owner");
        seal(0);
        assertThat(append(1, 1, "owner", 9, 10)).isEqualTo(new StoreAnswer.Refused(head(0)));
        assertThat(raise(0, 1, "new")).isEqualTo(new StoreAnswer.Refused(head(0)));
    }

    @Test
    void aRefusedWriteLeavesNothingBehind() {
        create(0, "owner");
        append(1, 7, "owner", 5, 6);
        assertThat(commits(0, 0, 10)).isEmpty();
    }

    @Test
    void theHeadCarriesEverythingThatItWasGiven() {
        Head given = new Head(5, 9, new CommitId("owner", 3), false, 2, 1, new Floor(77, new Epoch(8)));
        ask(new StoreRequest.CompareAndCommit(
                SHARD, 4, new Condition.Absent(), new HeadChange.Become(given), Optional.empty()));
        assertThat(head(4)).contains(given);
    }

    @Test
    void commitsComeBackWholeInOrderAndInPages() {
        create(0, "owner");
        for (int i = 1; i <= 7; i++) {
            append(1, i, "owner", i, i + 1);
        }
        assertThat(commits(0, 1, 3)).extracting(Commit::position).containsExactly(1L, 2L, 3L);
        assertThat(commits(0, 4, 100)).extracting(Commit::position).containsExactly(4L, 5L, 6L, 7L);
        assertThat(commits(0, 8, 100)).isEmpty();
        assertThat(commits(0, 1, 1)).containsExactly(commit(1, 1, "owner", 2));
        List<Commit> few = ((StoreAnswer.CommitsRead) ask(new StoreRequest.ReadCommits(SHARD, 0, 1, 100, 1))).commits();
        assertThat(few).as("at least one, whatever the bytes").hasSize(1);
    }

    @Test
    void onlyASealedSegmentIsDroppedAndItsHeadStays() {
        create(0, "owner");
        append(1, 1, "owner", 1, 2);
        ask(new StoreRequest.DropCommits(SHARD, 0));
        assertThat(commits(0, 1, 10)).hasSize(1);
        ask(new StoreRequest.CompareAndCommit(
                SHARD,
                0,
                new Condition.CommitIs(1, new CommitId("owner", 2)),
                new HeadChange.Become(new Head(1, 1, new CommitId("owner", 3), true, 0, 0, Floor.NONE)),
                Optional.empty()));
        ask(new StoreRequest.DropCommits(SHARD, 0));
        assertThat(commits(0, 1, 10)).isEmpty();
        assertThat(create(0, "zombie")).isInstanceOf(StoreAnswer.Refused.class);
    }

    @Test
    void shardsAndSegmentsDoNotMix() {
        create(0, "owner");
        append(1, 1, "owner", 1, 2);
        assertThat(((StoreAnswer.HeadRead) ask(new StoreRequest.ReadHead(NEIGHBOUR, 0))).head())
                .isEmpty();
        assertThat(((StoreAnswer.CommitsRead) ask(new StoreRequest.ReadCommits(NEIGHBOUR, 0, 0, 10, 1_000))).commits())
                .isEmpty();
        assertThat(commits(1, 0, 10)).isEmpty();
        ShardId longer = new ShardId("instances", 3);
        assertThat(((StoreAnswer.HeadRead) ask(new StoreRequest.ReadHead(longer, 0))).head())
                .isEmpty();
    }

    @Test
    void ofManyWhoRaceForAPositionOneWins() throws Exception {
        create(0, "owner");
        int racers = 8;
        int rounds = 50;
        AtomicInteger wins = new AtomicInteger();
        for (int round = 1; round <= rounds; round++) {
            List<CompletableFuture<StoreAnswer>> answers = new ArrayList<>();
            CommitId before = head(0).orElseThrow().commit();
            for (int racer = 0; racer < racers; racer++) {
                CommitId id = new CommitId("racer-" + racer, round);
                Head head = new Head(1, round, id, false, 0, 0, Floor.NONE);
                CompletableFuture<StoreAnswer> answer = new CompletableFuture<>();
                answers.add(answer);
                store.send(
                        new StoreRequest.CompareAndCommit(
                                SHARD,
                                0,
                                new Condition.CommitIs(1, before),
                                new HeadChange.Become(head),
                                Optional.of(new Commit(round, 1, id, List.of()))),
                        answer::complete);
            }
            int applied = 0;
            for (CompletableFuture<StoreAnswer> answer : answers) {
                applied += answer.get(10, TimeUnit.SECONDS) instanceof StoreAnswer.Applied ? 1 : 0;
            }
            assertThat(applied).isEqualTo(1);
            wins.incrementAndGet();
        }
        assertThat(commits(0, 1, 1_000)).hasSize(rounds);
        assertThat(wins).hasValue(rounds);
    }

    @Test
    void aReadOfTheHeadSeesWhatWasAnsweredBeforeIt() throws Exception {
        create(0, "owner");
        for (int i = 1; i <= 200; i++) {
            CompletableFuture<Optional<Head>> seen = new CompletableFuture<>();
            CommitId id = new CommitId("owner", i + 1);
            store.send(
                    new StoreRequest.CompareAndCommit(
                            SHARD,
                            0,
                            new Condition.CommitIs(1, new CommitId("owner", i)),
                            new HeadChange.Become(new Head(1, i, id, false, 0, 0, Floor.NONE)),
                            Optional.empty()),
                    _ -> store.send(
                            new StoreRequest.ReadHead(SHARD, 0),
                            answer -> seen.complete(((StoreAnswer.HeadRead) answer).head())));
            assertThat(seen.get(10, TimeUnit.SECONDS).orElseThrow().commit()).isEqualTo(id);
        }
    }

    @Test
    void aHintIsWhatWasWrittenLast() {
        assertThat(ask(new StoreRequest.ReadHint(SHARD))).isEqualTo(new StoreAnswer.HintRead(Optional.empty()));
        ask(new StoreRequest.WriteHint(SHARD, 5));
        ask(new StoreRequest.WriteHint(SHARD, 6));
        assertThat(ask(new StoreRequest.ReadHint(SHARD))).isEqualTo(new StoreAnswer.HintRead(Optional.of(6L)));
    }

    @Test
    void snapshotsComeBackByIdSequenceAndVersionInPages() {
        List<Snapshot> all = new ArrayList<>();
        for (String id : List.of("a", "a/b", "ab")) {
            for (long sequence : new long[] {2, 300}) {
                for (long counter = 1; counter <= 2; counter++) {
                    all.add(snapshot(id, sequence, counter));
                }
            }
        }
        all.reversed().forEach(each -> ask(new StoreRequest.PutSnapshot(SHARD, 0, each)));
        ask(new StoreRequest.PutSnapshot(SHARD, 1, snapshot("other-generation", 1, 1)));

        List<Snapshot> listed = new ArrayList<>();
        Optional<SnapshotKey> after = Optional.empty();
        while (true) {
            List<Snapshot> page = list(0, after, 5, false);
            if (page.isEmpty()) {
                break;
            }
            listed.addAll(page);
            after = Optional.of(SnapshotKey.of(page.getLast()));
        }
        assertThat(listed).containsExactlyElementsOf(all);
        assertThat(list(0, Optional.empty(), 1, true))
                .containsExactly(all.getFirst().bare());
        Snapshot one = all.get(3);
        assertThat(ask(new StoreRequest.ReadSnapshot(SHARD, 0, one.id(), one.sequence(), one.version())))
                .isEqualTo(new StoreAnswer.SnapshotRead(Optional.of(one)));
    }

    @Test
    void aPageOfSnapshotsHasAboutSoManyBytesAndAtLeastOne() {
        for (int i = 0; i < 5; i++) {
            ask(new StoreRequest.PutSnapshot(
                    SHARD,
                    0,
                    new Snapshot(
                            "id-" + i,
                            1,
                            new SnapshotVersion(1, 1, 1),
                            0,
                            0,
                            Optional.of(Payload.of(new byte[1_000])),
                            List.of())));
        }
        List<Snapshot> page = ((StoreAnswer.SnapshotsListed)
                        ask(new StoreRequest.ListSnapshots(SHARD, 0, Optional.empty(), 100, 2_500, false)))
                .snapshots();
        assertThat(page).hasSizeBetween(1, 3);
    }

    @Test
    void snapshotsAreDeletedOneByOneAndByGeneration() {
        for (long counter = 1; counter <= 3; counter++) {
            ask(new StoreRequest.PutSnapshot(SHARD, 0, snapshot("a", 1, counter)));
            ask(new StoreRequest.PutSnapshot(SHARD, 0, snapshot("ab", 1, counter)));
            ask(new StoreRequest.PutSnapshot(SHARD, 1, snapshot("a", 1, counter)));
        }
        ask(new StoreRequest.DeleteSnapshot(SHARD, 0, SnapshotKey.of(snapshot("a", 1, 2))));
        assertThat(list(0, Optional.empty(), 100, true)).hasSize(5);

        ask(new StoreRequest.DropGeneration(SHARD, 0));
        assertThat(list(0, Optional.empty(), 100, true)).isEmpty();
        assertThat(list(1, Optional.empty(), 100, true)).hasSize(3);
    }

    @Test
    void aSnapshotKeepsItsTailAndItsAbsence() {
        Snapshot aside = new Snapshot(
                "poison",
                0,
                new SnapshotVersion(1, 2, 3),
                4,
                5,
                Optional.empty(),
                List.of(new Entry.Event("poison", 1, true, payload("x"))));
        ask(new StoreRequest.PutSnapshot(SHARD, 0, aside));
        assertThat(list(0, Optional.empty(), 10, false)).containsExactly(aside);
    }

    @Test
    void historyIsIdempotentAndInOrder() {
        List<HistoryRow> rows = List.of(
                new HistoryRow("a", 1, 10, payload("one")),
                new HistoryRow("a", 2, 11, payload("two")),
                new HistoryRow("ab", 1, 12, payload("other")));
        ask(new StoreRequest.AppendHistory(SHARD, rows));
        ask(new StoreRequest.AppendHistory(SHARD, rows));
        assertThat(history("a", 1)).containsExactly(rows.get(0), rows.get(1));
        assertThat(history("a", 2)).containsExactly(rows.get(1));
        assertThat(history("never", 1)).isEmpty();
    }

    @Test
    void theRegionIsWhatTheFirstNodeSaid() {
        RegionRecord first = new RegionRecord("local", new TreeMap<>(java.util.Map.of("instance", 64)), 1, 1);
        assertThat(store.region(first)).isEqualTo(first);
        RegionRecord other = new RegionRecord("other", new TreeMap<>(java.util.Map.of("instance", 32)), 1, 1);
        assertThat(store.region(other)).isEqualTo(first);
        assertThat(first.differencesTo(other)).hasSize(2);
    }

    @Test
    void whatTheRegionIsCanBeLookedAtWithoutClaimingIt() {
        withNobodys(nobodys -> {
            RegionRecord ours = new RegionRecord("local", new TreeMap<>(java.util.Map.of("instance", 64)), 1, 1);
            assertThat(nobodys.regionFound()).isEmpty();
            nobodys.region(ours);
            assertThat(nobodys.regionFound()).contains(ours);
        });
    }

    @Test
    void aRegionIsReplacedOnlyByWhoKnowsWhatIsThere() {
        withNobodys(nobodys -> {
            RegionRecord first = new RegionRecord("local", new TreeMap<>(java.util.Map.of("instance", 64)), 1, 1);
            RegionRecord second = new RegionRecord("local", new TreeMap<>(java.util.Map.of("instance", 64)), 2, 1);
            assertThat(nobodys.replaceRegion(first, second)).isEmpty();
            assertThat(nobodys.regionFound()).isEmpty();
            nobodys.region(first.restoring());
            assertThat(nobodys.replaceRegion(first, second)).contains(first.restoring());
            assertThat(nobodys.replaceRegion(first.restoring(), second)).contains(second);
            assertThat(nobodys.replaceRegion(first.restoring(), second))
                    .as("said again")
                    .contains(second);
            assertThat(nobodys.region(first)).isEqualTo(second);
        });
    }

    /** With a store that no region has claimed; the one of the other tests, unless others have it too. */
    protected void withNobodys(Consumer<LogStore> test) {
        test.accept(store);
    }

    // What the tests above are made of.

    protected final LogStore store() {
        return store;
    }

    protected final StoreAnswer ask(StoreRequest request) {
        return ask(store, request);
    }

    public static StoreAnswer ask(LogStore store, StoreRequest request) {
        CompletableFuture<StoreAnswer> answer = new CompletableFuture<>();
        store.send(request, answer::complete);
        return answer.orTimeout(10, TimeUnit.SECONDS).join();
    }

    protected final StoreAnswer create(long segment, String owner) {
        return ask(new StoreRequest.CompareAndCommit(
                SHARD,
                segment,
                new Condition.Absent(),
                new HeadChange.Become(new Head(1, 0, new CommitId(owner, 1), false, 0, 0, Floor.NONE)),
                Optional.empty()));
    }

    private StoreAnswer raise(long segment, long from, String owner) {
        return ask(new StoreRequest.CompareAndCommit(
                SHARD,
                segment,
                new Condition.TermIs(from),
                new HeadChange.Raise(from + 1, new CommitId(owner, 1)),
                Optional.empty()));
    }

    private void seal(long segment) {
        Head head = head(segment).orElseThrow();
        ask(new StoreRequest.CompareAndCommit(
                SHARD,
                segment,
                new Condition.CommitIs(head.term(), head.commit()),
                new HeadChange.Become(new Head(1, head.position(), new CommitId("owner", 9), true, 0, 0, Floor.NONE)),
                Optional.empty()));
    }

    protected final StoreAnswer append(long term, long position, String owner, long before, long number) {
        return ask(new StoreRequest.CompareAndCommit(
                SHARD,
                0,
                new Condition.CommitIs(term, new CommitId(owner, before)),
                new HeadChange.Become(new Head(term, position, new CommitId(owner, number), false, 0, 0, Floor.NONE)),
                Optional.of(commit(term, position, owner, number))));
    }

    private static Commit commit(long term, long position, String owner, long number) {
        return new Commit(
                position,
                term,
                new CommitId(owner, number),
                List.of(
                        new Entry.Event("a", position, position == 1, payload("event " + position)),
                        new Entry.Deletion("b", 3, 4),
                        new Entry.Archive("c", 5, new Epoch(6))));
    }

    protected final Optional<Head> head(long segment) {
        return ((StoreAnswer.HeadRead) ask(new StoreRequest.ReadHead(SHARD, segment))).head();
    }

    protected final List<Commit> commits(long segment, long from, int limit) {
        return ((StoreAnswer.CommitsRead) ask(new StoreRequest.ReadCommits(SHARD, segment, from, limit, 1_000_000)))
                .commits();
    }

    private List<Snapshot> list(long generation, Optional<SnapshotKey> after, int limit, boolean bare) {
        return ((StoreAnswer.SnapshotsListed)
                        ask(new StoreRequest.ListSnapshots(SHARD, generation, after, limit, 1_000_000, bare)))
                .snapshots();
    }

    private List<HistoryRow> history(String id, long from) {
        return ((StoreAnswer.HistoryRead) ask(new StoreRequest.ReadHistory(SHARD, id, from, 100))).rows();
    }

    private static Snapshot snapshot(String id, long sequence, long counter) {
        return new Snapshot(
                id,
                sequence,
                new SnapshotVersion(1, 1, counter),
                7,
                8,
                Optional.of(payload(id + "@" + sequence + "." + counter)),
                List.of());
    }

    private static Payload payload(String text) {
        return Payload.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static LogStore closed() {
        LogStore memory = new dev.holdfast.node.log.memory.MemoryLogStore();
        memory.close();
        return memory;
    }
}
