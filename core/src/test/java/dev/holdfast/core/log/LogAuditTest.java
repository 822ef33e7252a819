package dev.holdfast.core.log;

import static dev.holdfast.core.log.LogRig.SHARD;
import static dev.holdfast.core.log.LogRig.payload;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.shared.Epoch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each damage is planted in a log that is whole otherwise, and must be found under the name of its rule. */
class LogAuditTest {
    private static final int SHARDS = 64;
    private static final String A = id(0);
    private static final String B = id(1);
    private static final String GONE = id(2);

    private final ModelStore store = new ModelStore();
    private final LogRig rig = LogRig.owning(store, "rig");

    /** Names that belong to the shard under test. */
    private static String id(int number) {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "shop/web-" + i)
                .filter(name -> ShardId.of(SHARD.type(), name, SHARDS).equals(SHARD))
                .skip(number)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aLogThatOwnersWroteBreaksNoRule() {
        trimmed();
        LogRig.owning(store, "next").fill(A, 21, 22).fill(B, 3, 3);

        LogAudit.Result result = verify();

        assertThat(result.findings()).isEmpty();
        assertThat(result.more()).isZero();
        assertThat(result.count().ids()).isEqualTo(2);
        assertThat(result.count().snapshots()).isPositive();
        Onlooker.Moment moment = result.count().moment().orElseThrow();
        assertThat(moment.head()).isEqualTo(store.head(SHARD, moment.segment()).orElseThrow());
        assertThat(moment.head().firstSegment()).isPositive();
        assertThat(moment.head().position()).isEqualTo(store.everApplied().size());
    }

    @Test
    void aShardThatNobodyEverOwnedBreaksNoRule() {
        LogAudit.Result result = new LogAudit(new ModelStore()::apply, SHARD, SHARDS, 1, LogRig.SMALL).verify();

        assertThat(result.findings()).isEmpty();
        assertThat(result.count().moment()).isEmpty();
    }

    @Test
    void anOwnerThatDiedBetweenTheSealAndTheNextSegmentBreaksNoRule() {
        rig.fill(A, 1, 5);
        rig.append(A, 5, "e6");
        rig.answer(rig.takeCommit());
        rig.answer(rig.takeCommit());

        assertThat(verify().findings()).isEmpty();
        assertThat(store.head(SHARD, 0).orElseThrow().sealed()).isTrue();
        assertThat(store.head(SHARD, 1)).isEmpty();
    }

    // Commits.

    @Test
    void aMissingCommitIsFound() {
        rig.fill(A, 1, 9);
        store.rows(SHARD, 0).remove(3L);

        assertThat(of(LogRule.POSITIONS)).singleElement().asString().contains("commit 4 stands where 3 should");
        assertThat(of(LogRule.SEQUENCES)).singleElement().asString().contains("sequence 4 of " + A + " follows 2");
        assertThat(of(LogRule.REPLAY)).singleElement().asString().contains("an owner would refuse it");
    }

    @Test
    void aMissingEndIsFound() {
        rig.fill(A, 1, 9);
        store.rows(SHARD, 1).remove(9L);

        assertThat(of(LogRule.POSITIONS))
                .singleElement()
                .asString()
                .contains("segment 1 ends with commit 8, and its head says 9");
    }

    @Test
    void aSegmentWithoutItsRowsIsFound() {
        rig.fill(A, 1, 15);
        store.rows(SHARD, 1).clear();

        assertThat(of(LogRule.POSITIONS))
                .singleElement()
                .asString()
                .contains("segment 1 ends with commit 6, and its head says 12");
    }

    @Test
    void aRowThatNoHeadCountsIsFound() {
        rig.fill(A, 1, 2);
        store.rows(SHARD, 0).put(3L, new Commit(3, 1, new CommitId("rig", 9), List.of(event(A, 3))));

        assertThat(of(LogRule.POSITIONS)).singleElement().asString().contains("commit 3 is there");
    }

    @Test
    void aTermThatGoesBackIsFound() {
        rig.fill(A, 1, 2);
        LogRig.owning(store, "next").fill(A, 3, 4);
        change(0, 4, commit -> new Commit(4, 1, new CommitId("rig", 90), commit.entries()));

        assertThat(of(LogRule.TERMS)).singleElement().asString().contains("commit 4 has term 1 after term 2");
    }

    @Test
    void aTermAboveTheHeadsIsFound() {
        rig.fill(A, 1, 2);
        change(0, 2, commit -> new Commit(2, 7, new CommitId("other", 1), commit.entries()));

        assertThat(of(LogRule.TERMS))
                .singleElement()
                .asString()
                .contains("term 7")
                .contains("head has term 1");
    }

    @Test
    void twoOwnersOfOneTermAreFound() {
        rig.fill(A, 1, 3);
        change(0, 2, commit -> new Commit(2, 1, new CommitId("zombie", 5), commit.entries()));

        assertThat(of(LogRule.TERMS)).singleElement().asString().contains("is of zombie, and that term was of rig");
    }

    @Test
    void twoCommitsOfOneIdAreFound() {
        rig.fill(A, 1, 3);
        Commit second = row(0, 2);
        change(0, 3, commit -> new Commit(3, 1, second.id(), commit.entries()));

        assertThat(of(LogRule.ONCE)).singleElement().asString().contains("commit 3 has id " + second.id());
    }

    // Sequences.

    @Test
    void aMissingSequenceIsFound() {
        rig.fill(A, 1, 2).fill(B, 1, 2);
        change(0, 2, commit -> new Commit(2, 1, commit.id(), List.of()));
        rig.fill(A, 3, 3);

        assertThat(of(LogRule.SEQUENCES)).singleElement().asString().contains("sequence 3 of " + A + " follows 1");
    }

    @Test
    void aSequenceThatIsThereTwiceIsFound() {
        rig.fill(A, 1, 4);
        change(0, 4, commit -> new Commit(4, 1, commit.id(), row(0, 3).entries()));

        assertThat(of(LogRule.ONCE)).singleElement().asString().contains("sequence 3 of " + A + " follows 3");
    }

    @Test
    void eventsThatNoSnapshotCoversAreMissed() {
        trimmed();
        List.of(0L, 1L)
                .forEach(generation -> store.shelf(SHARD, generation)
                        .keySet()
                        .removeIf(key -> key.id().equals(A)));

        assertThat(of(LogRule.SEQUENCES)).singleElement().asString().contains(A + " cannot be replayed");
        assertThat(of(LogRule.REPLAY)).singleElement().asString().contains(A);
    }

    // Heads.

    @Test
    void aLostHeadIsFound() {
        rig.fill(A, 1, 15);
        store.loseHead(SHARD, 1);

        assertThat(of(LogRule.HEADS)).singleElement().asString().contains("segment 1 is live and has no head");
    }

    @Test
    void aLostLastHeadIsFound() {
        rig.fill(A, 1, 15);
        store.loseHead(SHARD, 2);

        assertThat(of(LogRule.HEADS)).singleElement().asString().contains("the hint says segment 2");
    }

    @Test
    void aSegmentThatIsOpenAgainIsFound() {
        rig.fill(A, 1, 15);
        Head sealed = store.head(SHARD, 1).orElseThrow();
        store.replaceHead(
                SHARD, 1, new Head(sealed.term(), sealed.position(), sealed.commit(), false, 0, 0, sealed.floor()));

        assertThat(of(LogRule.HEADS))
                .singleElement()
                .asString()
                .contains("segment 1 lies before the last one and is not sealed");
    }

    @Test
    void aBeginningThatIsGoneIsFound() {
        trimmed();
        long first = lastHead().firstSegment();
        store.rows(SHARD, first).pollFirstEntry();

        assertThat(of(LogRule.POSITIONS)).singleElement().asString().contains("should");
    }

    @Test
    void aMarkerThatIsGoneIsFound() {
        trimmed();
        store.loseHead(SHARD, lastHead().firstSegment() - 1);

        assertThat(of(LogRule.HEADS)).singleElement().asString().contains("its head is gone too");
    }

    // Snapshots and floors.

    @Test
    void aSnapshotBeyondTheLogIsFound() {
        rig.fill(A, 1, 3);
        put(new Snapshot(A, 3, new SnapshotVersion(1, 1, 9), 50, 1, Optional.of(payload("s")), List.of()));

        assertThat(of(LogRule.SNAPSHOTS)).singleElement().asString().contains("taken at commit 50");
    }

    @Test
    void aSnapshotOfALaterStateThanTheLastEventIsFound() {
        rig.fill(A, 1, 3);
        put(new Snapshot(A, 5, new SnapshotVersion(1, 1, 9), 3, 1, Optional.of(payload("s")), List.of()));

        assertThat(of(LogRule.SNAPSHOTS)).singleElement().asString().contains("of sequence 5, and its last event is 3");
    }

    @Test
    void aSnapshotOfALaterEraIsFound() {
        rig.fill(A, 1, 3);
        put(new Snapshot(A, 3, new SnapshotVersion(2, 1, 9), 3, 1, Optional.of(payload("s")), List.of()));

        assertThat(of(LogRule.SNAPSHOTS)).singleElement().asString().contains("is of era 2");
    }

    @Test
    void aFloorThatSankIsFound() {
        trimmed();
        long archived = rig.archive(B, 2, 4);
        rig.settle();
        assertThat(rig.appended(archived)).isTrue();
        long segment = lastSegment();
        Head head = lastHead();
        store.replaceHead(
                SHARD,
                segment,
                new Head(
                        head.term(),
                        head.position(),
                        head.commit(),
                        false,
                        head.firstSegment(),
                        head.firstGeneration(),
                        new Floor(1, Epoch.NONE)));

        assertThat(of(LogRule.FLOORS)).singleElement().asString().contains("the head's floor is");
    }

    @Test
    void aNewLifeBelowTheFloorIsFound() {
        rig.fill(GONE, 1, 2);
        rig.archive(GONE, 2, 4);
        rig.settle();
        rig.fill(B, 3, 3);
        change(0, 4, commit -> new Commit(4, 1, commit.id(), List.of(new Entry.Event(B, 1, true, payload("e")))));

        assertThat(of(LogRule.FLOORS)).singleElement().asString().contains("begins at sequence 1, and the floor is 2");
    }

    @Test
    void anIdInAShardThatIsNotItsOwnIsFound() {
        String stranger = IntStream.range(0, 1_000)
                .mapToObj(i -> "shop/web-" + i)
                .filter(name -> !ShardId.of(SHARD.type(), name, SHARDS).equals(SHARD))
                .findFirst()
                .orElseThrow();
        rig.fill(stranger, 1, 1);

        assertThat(of(LogRule.PLACES)).singleElement().asString().contains(stranger);
    }

    // What only shows when it is read.

    @Test
    void aRowThatCannotBeReadIsFoundAndTheOthersAreStillChecked() {
        rig.fill(A, 1, 9);
        store.rows(SHARD, 1).remove(8L);
        Function<StoreRequest, StoreAnswer> damaged = request -> {
            StoreAnswer answer = store.apply(request);
            return answer instanceof StoreAnswer.CommitsRead(List<Commit> page)
                            && page.stream().anyMatch(commit -> commit.position() == 2)
                    ? new StoreAnswer.Unknown("a row cannot be decoded")
                    : answer;
        };

        List<LogFinding> found = verify(damaged).findings();

        assertThat(of(LogRule.READABLE, found))
                .singleElement()
                .asString()
                .contains("the commit at or after 2 in segment 0: a row cannot be decoded");
        assertThat(of(LogRule.POSITIONS, found)).anyMatch(what -> what.contains("commit 9 stands where 8 should"));
    }

    @Test
    void aSnapshotThatIsListedAndCannotBeLoadedIsFoundByReplay() {
        trimmed();
        Function<StoreRequest, StoreAnswer> damaged = request -> request instanceof StoreRequest.ReadSnapshot
                ? new StoreAnswer.SnapshotRead(Optional.empty())
                : store.apply(request);

        assertThat(of(LogRule.REPLAY, verify(damaged).findings()))
                .anyMatch(what -> what.contains("the snapshot of " + A + " is gone"));
    }

    @Test
    void nothingIsWrittenByAnAudit() {
        trimmed();
        LogAudit.Result result = verify(request -> {
            assertThat(request)
                    .isInstanceOfAny(
                            StoreRequest.ReadHint.class,
                            StoreRequest.ReadHead.class,
                            StoreRequest.ReadCommits.class,
                            StoreRequest.ReadSnapshot.class,
                            StoreRequest.ListSnapshots.class);
            return store.apply(request);
        });
        assertThat(result.findings()).isEmpty();
    }

    // Of a shard that somebody works on.

    @Test
    void whatAnOwnerAddsMeanwhileIsNotSeen() {
        rig.fill(A, 1, 10);
        AtomicInteger sequence = new AtomicInteger(10);
        LogAudit.Result result = verify(request -> {
            if (request instanceof StoreRequest.ReadCommits && sequence.get() < 16) {
                rig.fill(A, sequence.incrementAndGet(), sequence.get());
            }
            return store.apply(request);
        });
        assertThat(result.findings()).isEmpty();
        assertThat(result.count().moment().orElseThrow().head().position()).isEqualTo(10);
        assertThat(result.count().commits()).isEqualTo(10);
    }

    @Test
    void whatIsTrimmedWhileItIsReadIsReadAgain() {
        rig.fill(A, 1, 20);
        AtomicInteger trims = new AtomicInteger();
        LogAudit.Result result = verify(request -> {
            StoreAnswer answer = store.apply(request);
            if (request instanceof StoreRequest.ReadCommits && trims.getAndIncrement() == 0) {
                rig.save(A, 20, "state");
                rig.until(r -> lastHead().firstSegment() > 0);
            }
            return answer;
        });
        assertThat(result.findings()).isEmpty();
        assertThat(result.count().moment().orElseThrow().head().firstSegment()).isPositive();
        assertThat(result.count().snapshots()).isPositive();
    }

    @Test
    void anOnlookerThatIsOvertakenEachTimeGivesUpAndSaysSo() {
        rig.fill(A, 1, 8);
        LogAudit.Result result = verify(request -> {
            StoreAnswer answer = store.apply(request);
            if (request instanceof StoreRequest.ReadCommits) {
                Head head = lastHead();
                store.replaceHead(
                        SHARD,
                        lastSegment(),
                        new Head(
                                head.term(),
                                head.position(),
                                head.commit(),
                                false,
                                head.firstSegment(),
                                head.firstGeneration() + 1,
                                head.floor()));
            }
            return answer;
        });
        assertThat(of(LogRule.READABLE, result.findings()))
                .singleElement()
                .asString()
                .contains("its beginning moved 5 times");
    }

    @Test
    void ofOneRuleSomeFindingsAreListedAndTheOthersCounted() {
        for (int i = 0; i < 30; i++) {
            rig.fill(id(i), 1, 1);
        }
        LogAudit.Result result = new LogAudit(store::apply, SHARD, 1, 1, LogRig.SMALL).look();
        assertThat(of(LogRule.PLACES, result.findings())).hasSize(20);
        assertThat(result.more()).isEqualTo(10);
    }

    @Test
    void aTrialOwnerLoadsAnIdAsItsEntityWould() {
        trimmed();
        LogAudit.Result result = verify();
        TrialOwner trial = new TrialOwner(
                store::apply, SHARD, 1, LogRig.SMALL, result.count().moment().orElseThrow());

        assertThat(trial.refused()).isEmpty();
        assertThat(trial.ids()).containsExactlyInAnyOrder(A, B).isSorted();
        TrialOwner.Loaded loaded = trial.load(A).orElseThrow();
        assertThat(loaded.last()).isEqualTo(20);
        assertThat(loaded.snapshot().orElseThrow().sequence()).isPositive();
        assertThat(loaded.events()).isNotEmpty();
        assertThat(loaded.events().getLast().sequence()).isEqualTo(20);
        assertThat(trial.load("nobody")).isEmpty();
    }

    // What the tests above are made of.

    /** A log that has been used for a while: trimmed, with snapshots, an archived id and a deletion. */
    private void trimmed() {
        rig.fill(GONE, 1, 1);
        rig.archive(GONE, 1, 1);
        rig.settle();
        rig.fill(B, 2, 2);
        for (int i = 2; i <= 20; i++) {
            rig.fill(A, i, i);
        }
        rig.save(A, 12, "state");
        rig.save(B, 2, "state");
        rig.until(r -> lastHead().firstSegment() > 0);
    }

    private long lastSegment() {
        long segment = 0;
        while (store.head(SHARD, segment + 1).isPresent()) {
            segment++;
        }
        return segment;
    }

    private Head lastHead() {
        return store.head(SHARD, lastSegment()).orElseThrow();
    }

    private LogAudit.Result verify() {
        return verify(store::apply);
    }

    private static LogAudit.Result verify(Function<StoreRequest, StoreAnswer> asked) {
        return new LogAudit(asked, SHARD, SHARDS, 1, LogRig.SMALL).verify();
    }

    private List<String> of(LogRule rule) {
        return of(rule, verify().findings());
    }

    private static List<String> of(LogRule rule, List<LogFinding> findings) {
        List<String> found = new ArrayList<>();
        for (LogFinding finding : findings) {
            if (finding.rule() == rule) {
                found.add(finding.what());
            }
        }
        return found;
    }

    private static Entry.Event event(String id, long sequence) {
        return new Entry.Event(id, sequence, false, payload("e" + sequence));
    }

    private Commit row(long segment, long position) {
        return Optional.ofNullable(store.rows(SHARD, segment).get(position)).orElseThrow();
    }

    private void change(long segment, long position, UnaryOperator<Commit> how) {
        store.rows(SHARD, segment).put(position, how.apply(row(segment, position)));
    }

    private void put(Snapshot snapshot) {
        store.shelf(SHARD, 0).put(SnapshotKey.of(snapshot), snapshot);
    }
}
