package dev.holdfast.core.log;

import static dev.holdfast.core.log.LogRig.SHARD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.log.LogOutput.Refusal;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.shared.Epoch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UpkeepTest {
    private final ModelStore store = new ModelStore();
    private final LogRig rig = LogRig.owning(store, "rig");

    @Test
    void aFullSegmentIsSealedAndTheNextGoesOnWhereItEnded() {
        rig.fill("a", 1, 8);
        assertThat(store.head(SHARD, 0).orElseThrow().sealed()).isTrue();
        assertThat(store.rows(SHARD, 0)).hasSize(6);
        assertThat(store.rows(SHARD, 1).firstKey()).isEqualTo(7);
        long load = rig.load("a");
        rig.settle();
        assertThat(rig.loaded(load).orElseThrow()).hasSize(8);
    }

    @Test
    void nothingElseIsBegunWhileTheNextSegmentCannotBeCreated() {
        rig.fill("a", 1, 5);
        rig.append("a", 5, "e6");
        rig.answer(rig.takeCommit());
        rig.answer(rig.takeCommit());
        rig.answer(rig.takeCommit(), new StoreAnswer.Unavailable("down"));
        long waiting = rig.append("a", 6, "e7");
        assertThat(rig.sends(StoreRequest.CompareAndCommit.class)).isFalse();
        rig.until(r -> r.appended(waiting));
    }

    @Test
    void aSegmentIsFullAtItsBytesToo() {
        LogSettings bytes = new LogSettings(
                4,
                1_000,
                2_000,
                100,
                500,
                100,
                Duration.ofSeconds(3),
                Duration.ofMillis(100),
                Duration.ofSeconds(2),
                3,
                1_000,
                10_000,
                1,
                4,
                4,
                false);
        LogRig small = new LogRig(new ModelStore(), "small", bytes, rig.now).acquire();
        small.append("a", 0, "x".repeat(600));
        small.settle();
        assertThat(small.store.head(SHARD, 0).orElseThrow().sealed()).isTrue();
    }

    @Test
    void aSnapshotIsWantedOnceAnIdHasManyEvents() {
        LogSettings often = new LogSettings(
                4,
                1_000,
                2_000,
                100,
                100_000,
                100,
                Duration.ofSeconds(3),
                Duration.ofMillis(100),
                Duration.ofSeconds(2),
                3,
                5,
                10_000,
                1,
                4,
                4,
                false);
        LogRig small = new LogRig(new ModelStore(), "small", often, rig.now).acquire();
        small.fill("a", 1, 4);
        assertThat(small.wantedSnapshots()).isEmpty();
        small.fill("a", 5, 7);
        assertThat(small.outputs.stream().filter(LogOutput.SnapshotsWanted.class::isInstance))
                .hasSize(1);
        small.save("a", 7, "seven");
        small.settle();
        small.fill("a", 8, 12);
        assertThat(small.outputs.stream().filter(LogOutput.SnapshotsWanted.class::isInstance))
                .hasSize(2);
    }

    @Test
    void theNewestSnapshotWinsAndIsFoundByTheNextOwner() {
        rig.fill("a", 1, 4);
        rig.save("a", 2, "two");
        rig.save("a", 4, "four");
        rig.settle();
        long here = rig.loadSnapshot("a");
        rig.settle();
        assertThat(rig.snapshot(here)).contains(Optional.of("four"));

        LogRig next = LogRig.owning(store, "next");
        assertThat(next.outputs.stream().filter(LogOutput.Restored.class::isInstance))
                .isNotEmpty();
        long there = next.loadSnapshot("a");
        long rest = next.load("a", 5);
        next.settle();
        assertThat(next.snapshot(there)).contains(Optional.of("four"));
        assertThat(next.loaded(rest)).contains(List.of());
    }

    @Test
    void aSnapshotOfAnotherEraOrBeyondTheLogDoesNotCount() {
        rig.fill("a", 1, 4);
        store.apply(new StoreRequest.PutSnapshot(
                SHARD,
                0,
                new Snapshot(
                        "a",
                        4,
                        new SnapshotVersion(0, 9, 9),
                        4,
                        1,
                        Optional.of(LogRig.payload("old era")),
                        List.of())));
        store.apply(new StoreRequest.PutSnapshot(
                SHARD,
                0,
                new Snapshot(
                        "a",
                        9,
                        new SnapshotVersion(1, 9, 9),
                        99,
                        1,
                        Optional.of(LogRig.payload("beyond")),
                        List.of())));
        LogRig next = LogRig.owning(store, "next");
        long token = next.loadSnapshot("a");
        next.settle();
        assertThat(next.snapshot(token)).contains(Optional.empty());
    }

    @Test
    void aListedSnapshotThatIsGoneFailsTheLoadAndDoesNotInventAState() {
        rig.fill("a", 1, 4);
        rig.save("a", 4, "four");
        rig.settle();
        store.shelf(SHARD, 0).clear();
        long token = rig.loadSnapshot("a");
        rig.settle();
        assertThat(rig.snapshot(token)).isEmpty();
        assertThat(rig.outputs.getLast()).isInstanceOf(LogOutput.SnapshotFailed.class);
    }

    @Test
    void aSegmentGoesOnlyWhenEveryIdInItIsCoveredAndItsEventsAreInTheHistory() {
        rig.fill("a", 1, 3).fill("idle", 1, 2).fill("a", 4, 10);
        rig.after(Duration.ofMillis(1)).settle();
        for (int i = 0; i < 20; i++) {
            rig.after(Duration.ofMillis(500)).settle();
        }
        assertThat(rig.wantedSnapshots()).containsExactly("a", "idle");
        assertThat(store.head(SHARD, 1).orElseThrow().firstSegment()).isZero();

        rig.save("idle", 2, "idle at two");
        rig.save("a", 10, "a at ten");
        rig.fill("a", 11, 12);
        rig.until(r -> store.rows(SHARD, 0).isEmpty());
        assertThat(store.head(SHARD, 2).orElseThrow().firstSegment()).isEqualTo(1);
        assertThat(store.head(SHARD, 0)).as("the head stays as a marker").isPresent();
        StoreAnswer history = store.apply(new StoreRequest.ReadHistory(SHARD, "idle", 1, 10));
        assertThat(((StoreAnswer.HistoryRead) history).rows())
                .extracting(row -> LogRig.text(row.payload()))
                .containsExactly("e1", "e2");

        LogRig next = LogRig.owning(store, "next");
        long idle = next.loadSnapshot("idle");
        long events = next.load("idle", 3);
        long barrier = next.barrier("idle");
        next.settle();
        assertThat(next.snapshot(idle)).contains(Optional.of("idle at two"));
        assertThat(next.loaded(events)).contains(List.of());
        assertThat(next.barrierLast(barrier)).contains(2L);
        next.fill("idle", 3, 3).fill("a", 13, 13);
    }

    @Test
    void whatADyingOwnerTrimmedAndDidNotDropIsDroppedByTheNext() {
        rig.fill("a", 1, 12);
        rig.save("a", 12, "twelve");
        rig.settle();
        rig.append("a", 12, "e13");
        rig.until(r -> r.sent.stream().anyMatch(send -> send.request() instanceof StoreRequest.DropCommits)
                || store.head(SHARD, 2).orElseThrow().firstSegment() > 0);
        store.rows(SHARD, 0).put(1L, new Commit(1, 1, new CommitId("rig", 2), List.of()));
        LogRig.owning(store, "next").settle();
        assertThat(store.rows(SHARD, 0)).isEmpty();
    }

    @Test
    void aSnapshotThatCannotBeReadBackKeepsItsSegment() {
        rig.fill("a", 1, 12);
        rig.save("a", 12, "twelve");
        rig.settle();
        store.shelf(SHARD, 0).clear();
        rig.fill("a", 13, 13);
        for (int i = 0; i < 8; i++) {
            rig.after(Duration.ofMillis(500)).settle();
        }
        assertThat(store.rows(SHARD, 0)).hasSize(6);
        assertThat(rig.outputs.toString()).contains("could not be read back");
        assertThat(rig.wantedSnapshots()).contains("a");
    }

    @Test
    void aReplayThatBeganBeforeATrimStillFindsItsRows() {
        rig.fill("a", 1, 12);
        rig.save("a", 12, "twelve");
        rig.settle();
        long load = rig.load("a");
        LogOutput.Send slow = rig.take(StoreRequest.ReadCommits.class);
        rig.append("a", 12, "e13");
        rig.until(r -> store.head(SHARD, 2).orElseThrow().firstSegment() > 0);
        for (int i = 0; i < 10; i++) {
            rig.after(Duration.ofMillis(100)).settle();
        }
        assertThat(store.rows(SHARD, 0)).as("dropped only after the replay").hasSize(6);
        rig.answer(slow).settle();
        assertThat(rig.loaded(load).orElseThrow()).hasSize(12);
        rig.until(r -> store.rows(SHARD, 0).isEmpty());
    }

    @Test
    void aLateCreateOfADroppedSegmentIsRefusedByItsMarker() {
        rig.fill("a", 1, 12);
        rig.save("a", 12, "twelve");
        rig.fill("a", 13, 13);
        rig.until(r -> store.rows(SHARD, 0).isEmpty());
        StoreAnswer late = store.apply(new StoreRequest.CompareAndCommit(
                SHARD,
                0,
                new Condition.Absent(),
                new HeadChange.Become(Head.beginning(new CommitId("zombie", 1), 1)),
                Optional.empty()));
        assertThat(late).isInstanceOf(StoreAnswer.Refused.class);
    }

    @Test
    void moreThanTheBoundOfLiveSegmentsIsAnAlarmAndNeverAStop() {
        rig.fill("a", 1, 40);
        assertThat(rig.outputs.toString()).contains("live segments; the oldest cannot be emptied");
        rig.fill("a", 41, 41);
    }

    @Test
    void deletedEventsFreeTheirSegmentAndTheHighestSequenceIsNotForgotten() {
        rig.fill("foreign", 1, 6);
        long token = rig.delete("foreign", 6);
        rig.settle();
        assertThat(rig.appended(token)).isTrue();
        rig.fill("b", 1, 14);
        rig.save("b", 14, "b");
        rig.until(r -> store.rows(SHARD, 0).isEmpty() && store.rows(SHARD, 1).isEmpty());
        LogRig next = LogRig.owning(store, "next");
        long barrier = next.barrier("foreign");
        long load = next.load("foreign");
        next.settle();
        assertThat(next.barrierLast(barrier)).contains(6L);
        assertThat(next.loaded(load)).contains(List.of());
        next.fill("foreign", 7, 7);
    }

    @Test
    void aPartlyDeletedHistoryBeginsAfterWhatWasDeleted() {
        rig.fill("foreign", 1, 5);
        rig.delete("foreign", 3);
        rig.settle();
        long load = rig.load("foreign");
        rig.settle();
        assertThat(rig.loaded(load)).contains(List.of("e4", "e5"));
    }

    @Test
    void anArchivedIdRaisesTheFloorAndItsNextLifeStartsAboveIt() {
        rig.fill("a", 1, 5).fill("b", 1, 2);
        rig.save("a", 5, "tombstone");
        rig.settle();
        long token = rig.archive("a", 5, 3);
        rig.settle();
        assertThat(rig.appended(token)).isTrue();
        assertThat(store.shelf(SHARD, 0)).isEmpty();
        long unknown = rig.barrier("a");
        rig.settle();
        assertThat(rig.outputs).contains(new LogOutput.BarrierPassed(unknown, 5, new Floor(5, new Epoch(3))));

        LogRig next = LogRig.owning(store, "next");
        assertThat(next.outputs).contains(new LogOutput.Acquired(2, new Floor(5, new Epoch(3))));
        assertThat(next.refused(next.append("a", 0, "from the start"))).contains(Refusal.STALE_COPY);
        next.append("a", 5, "born again");
        next.append("new", 5, "also above the floor");
        next.settle();
        long load = next.load("a");
        next.settle();
        assertThat(next.loaded(load)).contains(List.of("born again"));
        LogRig third = LogRig.owning(store, "third");
        long again = third.load("a");
        third.settle();
        assertThat(third.loaded(again)).contains(List.of("born again"));
    }

    @Test
    void snapshotsOfAnEarlierLifeAreNeverTakenForThoseOfTheNext() {
        rig.fill("a", 1, 2);
        rig.save("a", 2, "running");
        rig.settle();
        rig.fill("a", 3, 4);
        rig.save("a", 4, "deleted");
        rig.settle();
        assertThat(store.shelf(SHARD, 0)).as("rows of the first life").hasSize(2);
        rig.fill("b", 1, 1);
        rig.archive("a", 4, 1);
        rig.settle();
        rig.append("a", 4, "second life");
        rig.settle();
        LogRig before = LogRig.owning(store, "before the trim");
        long early = before.loadSnapshot("a");
        before.settle();
        assertThat(before.snapshot(early)).contains(Optional.empty());

        before.fill("b", 2, 16);
        before.save("b", 16, "b");
        before.until(each -> store.rows(SHARD, 0).isEmpty());
        assertThat(store.shelf(SHARD, 0).keySet()).noneMatch(key -> key.id().equals("a"));
        LogRig next = LogRig.owning(store, "next");
        long snapshot = next.loadSnapshot("a");
        long events = next.load("a");
        next.settle();
        assertThat(next.snapshot(snapshot)).contains(Optional.empty());
        assertThat(next.loaded(events)).contains(List.of("second life"));
    }

    @Test
    void aSegmentStaysUntilTheSnapshotsOfWhatItArchivedAreGone() {
        rig.fill("a", 1, 2);
        rig.save("a", 2, "running");
        rig.settle();
        rig.fill("a", 3, 4);
        rig.save("a", 4, "deleted");
        rig.settle();
        rig.fill("b", 1, 1);
        rig.archive("a", 4, 1);
        rig.settle();
        rig.fill("b", 2, 16);
        rig.save("b", 16, "b");
        rig.without(StoreRequest.DeleteSnapshot.class, Duration.ofMinutes(1));
        assertThat(store.shelf(SHARD, 0).keySet()).anyMatch(key -> key.id().equals("a"));
        assertThat(store.rows(SHARD, 0)).as("the segment with the archiving").isNotEmpty();
        rig.until(each -> store.rows(SHARD, 0).isEmpty());
        assertThat(store.shelf(SHARD, 0).keySet()).noneMatch(key -> key.id().equals("a"));
    }

    @Test
    void theFloorOutlivesTheSegmentInWhichItWasRaised() {
        rig.fill("a", 1, 3);
        rig.archive("a", 3, 9);
        rig.settle();
        rig.fill("b", 4, 17);
        rig.save("b", 17, "b");
        rig.until(r -> store.rows(SHARD, 0).isEmpty());
        LogRig next = LogRig.owning(store, "next");
        assertThat(next.outputs).contains(new LogOutput.Acquired(2, new Floor(3, new Epoch(9))));
    }

    @Test
    void anIdIsArchivedOnlyAsItsAskerKnowsItAndNothingSlipsInBetween() {
        rig.fill("a", 1, 3);
        assertThat(rig.refused(rig.archive("a", 2, 1))).contains(Refusal.STALE_COPY);
        rig.append("b", 0, "b1");
        long archive = rig.archive("a", 3, 1);
        assertThat(rig.refused(rig.append("a", 3, "too late"))).contains(Refusal.STALE_COPY);
        rig.settle();
        assertThat(rig.appended(archive)).isTrue();
    }

    @Test
    void anIdThatNobodyCanApplyIsKeptAsideAndFreesItsSegment() {
        rig.fill("poison", 1, 3).fill("a", 1, 10);
        rig.give(new LogInput.KeepAside("poison"));
        rig.save("a", 10, "a");
        rig.until(r -> store.rows(SHARD, 0).isEmpty());
        long here = rig.load("poison");
        rig.settle();
        assertThat(rig.loaded(here)).contains(List.of("e1", "e2", "e3"));
        LogRig next = LogRig.owning(store, "next");
        long there = next.load("poison");
        next.settle();
        assertThat(next.loaded(there)).contains(List.of("e1", "e2", "e3"));
        next.fill("poison", 4, 4);
        long all = next.load("poison");
        next.settle();
        assertThat(next.loaded(all)).contains(List.of("e1", "e2", "e3", "e4"));
    }

    @Test
    void aFullGenerationOfSnapshotsIsClosedAndThoseThatCountMoveOn() {
        rig.fill("a", 1, 3).fill("b", 1, 2);
        for (int i = 0; i < 12; i++) {
            rig.save("a", 3, "a-" + i);
            rig.settle();
        }
        rig.save("b", 2, "b");
        rig.settle();
        rig.fill("a", 4, 12);
        rig.save("a", 12, "a-last");
        rig.settle();
        rig.until(r -> store.shelf(SHARD, 0).isEmpty() && !store.shelf(SHARD, 1).isEmpty());
        LogRig next = LogRig.owning(store, "next");
        long a = next.loadSnapshot("a");
        long b = next.loadSnapshot("b");
        next.settle();
        assertThat(next.snapshot(a)).contains(Optional.of("a-last"));
        assertThat(next.snapshot(b)).contains(Optional.of("b"));
    }

    @Test
    void aSnapshotOnItsWayToTheOldGenerationIsWaitedForBeforeThatGoes() {
        rig.fill("a", 1, 3).fill("b", 1, 2);
        for (int i = 0; i < 20; i++) {
            rig.save("a", 3, "a-" + i);
            rig.settle();
        }
        rig.save("b", 2, "b");
        LogOutput.Send slow = rig.take(StoreRequest.PutSnapshot.class);
        rig.fill("a", 4, 12);
        rig.save("a", 12, "a-last");
        for (int i = 0; i < 60; i++) {
            rig.settle();
            rig.after(Duration.ofMillis(40));
        }
        assertThat(store.shelf(SHARD, 0)).as("not dropped yet").isNotEmpty();
        rig.answer(slow);
        rig.until(r -> store.shelf(SHARD, 0).isEmpty());
        LogRig next = LogRig.owning(store, "next");
        long b = next.loadSnapshot("b");
        next.settle();
        assertThat(next.snapshot(b)).contains(Optional.of("b"));
    }

    @Test
    void aHistoryWithAHoleFailsItsOwnIdAndNotTheShard() {
        rig.fill("a", 1, 3).fill("b", 1, 2);
        Commit first = Optional.ofNullable(store.rows(SHARD, 0).get(1L)).orElseThrow();
        store.rows(SHARD, 0).put(1L, new Commit(1, first.term(), first.id(), List.of()));
        LogRig next = LogRig.owning(store, "next");
        assertThat(next.outputs.toString()).contains("a cannot be replayed: events before 2 are missing");
        long hole = next.load("a");
        long whole = next.load("b");
        next.settle();
        assertThat(next.loadFailed(hole)).isPresent();
        assertThat(next.loaded(whole).orElseThrow()).hasSize(2);
    }

    @Test
    void aCommitThatTheStoreLostUnderItsOwnerFailsTheLoadAndRaisesAnAlarm() {
        rig.fill("a", 1, 3).fill("b", 1, 2);
        store.rows(SHARD, 0).remove(2L);
        long hole = rig.load("a");
        long whole = rig.load("b");
        rig.settle();
        assertThat(rig.outputs).contains(new LogOutput.LoadFailed(hole, "a: commit 2 is not there", true));
        assertThat(rig.outputs).contains(new LogOutput.Alarm("a cannot be replayed: commit 2 is not there"));
        assertThat(rig.loaded(whole).orElseThrow()).hasSize(2);
    }

    @Test
    void anOwnerThatMissesWhatANewerOneTrimmedLearnsThatItWasOvertaken() {
        rig.fill("a", 1, 3);
        LogRig newer = LogRig.owning(store, "newer");
        newer.fill("a", 4, 16);
        newer.save("a", 16, "sixteen");
        newer.until(each -> store.rows(SHARD, 0).isEmpty());
        long load = rig.load("a");
        rig.settle();
        assertThat(rig.loadFailed(load)).isPresent();
        assertThat(rig.has(LogOutput.Fenced.class)).isTrue();
        assertThat(rig.has(LogOutput.Alarm.class)).isFalse();
    }

    @Test
    void anOwnerThatMissesASnapshotThatANewerOneDroppedLearnsThatItWasOvertaken() {
        rig.fill("a", 1, 3);
        rig.save("a", 3, "three");
        rig.settle();
        LogRig.owning(store, "newer");
        store.shelf(SHARD, 0).clear();
        rig.loadSnapshot("a");
        rig.settle();
        assertThat(rig.has(LogOutput.Fenced.class)).isTrue();
        assertThat(rig.has(LogOutput.Alarm.class)).isFalse();
    }

    @Test
    void aLoadCanBeCutAndCanBeginWithTheOldestKept() {
        rig.fill("a", 1, 9);
        rig.give(new LogInput.LoadEvents(900, "a", 3, 7, 2, false)).settle();
        assertThat(rig.loaded(900)).contains(List.of("e3", "e4"));
        rig.save("a", 9, "nine");
        rig.fill("a", 10, 14);
        rig.until(r -> store.rows(SHARD, 0).isEmpty());
        rig.give(new LogInput.LoadEvents(901, "a", 1, Long.MAX_VALUE, 99, false))
                .settle();
        assertThat(rig.loadFailed(901)).isPresent();
        rig.give(new LogInput.LoadEvents(902, "a", 1, Long.MAX_VALUE, 99, true)).settle();
        assertThat(rig.loaded(902).orElseThrow()).startsWith("e7").endsWith("e14");
    }
}
