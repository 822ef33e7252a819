package dev.holdfast.core.log;

import static dev.holdfast.core.log.LogRig.SHARD;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AcquireTest {
    private final ModelStore store = new ModelStore();

    @Test
    void theFirstOwnerCreatesTheLog() {
        LogRig first = LogRig.owning(store, "first");
        assertThat(first.outputs).contains(new LogOutput.Acquired(1, dev.holdfast.core.resource.Floor.NONE));
        first.fill("a", 1, 3);
        assertThat(store.rows(SHARD, 0)).hasSize(3);
    }

    @Test
    void theNextOwnerRaisesTheTermAndKnowsEverything() {
        LogRig.owning(store, "first").fill("a", 1, 3).fill("b", 1, 2);
        LogRig second = LogRig.owning(store, "second");
        assertThat(second.outputs).contains(new LogOutput.Acquired(2, dev.holdfast.core.resource.Floor.NONE));
        assertThat(second.outputs.stream().filter(LogOutput.Replayed.class::isInstance))
                .hasSize(5);
        long load = second.load("a");
        second.settle();
        assertThat(second.loaded(load)).contains(java.util.List.of("e1", "e2", "e3"));
    }

    @Test
    void theOldOwnerCannotWriteAnyMore() {
        LogRig old = LogRig.owning(store, "old").fill("a", 1, 1);
        LogRig.owning(store, "new").fill("a", 2, 2);
        long late = old.append("a", 1, "late");
        old.settle();
        assertThat(old.refused(late)).contains(LogOutput.Refusal.FENCED);
        assertThat(old.has(LogOutput.Fenced.class)).isTrue();
        assertThat(old.has(LogOutput.Ended.class)).isTrue();
        assertThat(store.everApplied()).hasSize(2);
    }

    @Test
    void anAcquireDoesNotStarveBesideABusyOldOwner() {
        LogRig busy = LogRig.owning(store, "busy").fill("a", 1, 1);
        LogRig eager = new LogRig(store, "eager");
        eager.give(new LogInput.Acquire());
        eager.answer(eager.take(StoreRequest.ReadHint.class));
        eager.answer(eager.take(StoreRequest.ReadHead.class));
        busy.fill("a", 2, 4);
        eager.answer(eager.takeCommit());
        eager.settle();
        assertThat(eager.has(LogOutput.Acquired.class)).isTrue();
    }

    @Test
    void anUnknownAcquireIsSentAgainUntilItsOwnCommitIsSeen() {
        LogRig rig = new LogRig(store, "rig");
        rig.give(new LogInput.Acquire());
        rig.answer(rig.take(StoreRequest.ReadHint.class));
        rig.answer(rig.take(StoreRequest.ReadHead.class));
        LogOutput.Send first = rig.takeCommit();
        store.apply(first.request());
        rig.answer(first, new StoreAnswer.Unknown("time-out"));
        rig.after(Duration.ofMillis(100));
        LogOutput.Send second = rig.takeCommit();
        assertThat(second.request()).isEqualTo(first.request());
        rig.answer(second);
        rig.settle();
        assertThat(rig.has(LogOutput.Acquired.class)).isTrue();
    }

    @Test
    void aStaleHintIsFollowedThroughSealedSegmentsAndAWrongOneFromTheStart() {
        LogRig.owning(store, "first").fill("a", 1, 13);
        assertThat(store.head(SHARD, 2)).isPresent();
        for (long hint : new long[] {0, 1, 77}) {
            store.apply(new StoreRequest.WriteHint(SHARD, hint));
            LogRig next = LogRig.owning(store, "from-hint-" + hint);
            long load = next.load("a");
            next.settle();
            assertThat(next.loaded(load).orElseThrow()).hasSize(13);
        }
    }

    @Test
    void aSealedSegmentWithoutASuccessorGetsOneUnderAHigherTerm() {
        LogRig dying = LogRig.owning(store, "dying").fill("a", 1, 5);
        dying.append("a", 5, "e6");
        dying.answer(dying.takeCommit());
        dying.answer(dying.takeCommit());
        assertThat(store.head(SHARD, 0).orElseThrow().sealed()).isTrue();
        assertThat(store.head(SHARD, 1)).isEmpty();

        LogRig next = LogRig.owning(store, "next").fill("a", 7, 7);
        assertThat(store.head(SHARD, 1).orElseThrow().term()).isEqualTo(2);
        assertThat(next.has(LogOutput.Acquired.class)).isTrue();

        dying.settle();
        assertThat(dying.has(LogOutput.Fenced.class)).isTrue();
    }

    @Test
    void ofTwoThatAcquireAtOnceEachTermHasOne() {
        LogRig one = new LogRig(store, "one");
        LogRig two = new LogRig(store, "two");
        for (LogRig each : new LogRig[] {one, two}) {
            each.give(new LogInput.Acquire());
            each.answer(each.take(StoreRequest.ReadHint.class));
            each.answer(each.take(StoreRequest.ReadHead.class));
        }
        one.settle();
        two.until(rig -> rig.has(LogOutput.Acquired.class));
        assertThat(store.head(SHARD, 0).orElseThrow().term()).isEqualTo(2);
        one.append("a", 0, "late");
        one.settle();
        assertThat(one.has(LogOutput.Fenced.class)).isTrue();
    }

    @Test
    void everyHeadWriteHasACommitIdOfItsOwn() {
        LogRig rig = LogRig.owning(store, "rig").fill("a", 1, 13);
        Set<CommitId> ids = new HashSet<>();
        rig.outputs.stream()
                .filter(LogOutput.Send.class::isInstance)
                .map(output -> ((LogOutput.Send) output).request())
                .filter(StoreRequest.CompareAndCommit.class::isInstance)
                .forEach(write -> assertThat(ids.add(
                                ((StoreRequest.CompareAndCommit) write).change().commit()))
                        .isTrue());
        assertThat(ids).hasSizeGreaterThan(15);
    }

    @Test
    void aMissingCommitMeansThatTheStoreHasLostData() {
        LogRig.owning(store, "first").fill("a", 1, 4);
        store.rows(SHARD, 0).remove(2L);
        LogRig next = new LogRig(store, "next");
        next.give(new LogInput.Acquire()).settle();
        assertThat(next.has(LogOutput.Quarantined.class)).isTrue();
        assertThat(next.has(LogOutput.Acquired.class)).isFalse();
        assertThat(next.refused(next.append("a", 4, "e5"))).contains(LogOutput.Refusal.DAMAGED);
    }

    @Test
    void aMissingEndMeansThatTheStoreHasLostData() {
        LogRig.owning(store, "first").fill("a", 1, 4);
        store.rows(SHARD, 0).remove(4L);
        LogRig next = new LogRig(store, "next");
        next.give(new LogInput.Acquire()).settle();
        assertThat(next.has(LogOutput.Quarantined.class)).isTrue();
    }

    @Test
    void aSequenceWrittenTwiceMeansThatTheStoreHasLostData() {
        LogRig.owning(store, "first").fill("a", 1, 4);
        Commit third = Optional.ofNullable(store.rows(SHARD, 0).get(3L)).orElseThrow();
        Commit fourth = Optional.ofNullable(store.rows(SHARD, 0).get(4L)).orElseThrow();
        store.rows(SHARD, 0).put(4L, new Commit(4, fourth.term(), fourth.id(), third.entries()));
        LogRig next = new LogRig(store, "next");
        next.give(new LogInput.Acquire()).settle();
        assertThat(next.outputs.toString()).contains("sequence 3 of a follows 3");
        assertThat(next.has(LogOutput.Quarantined.class)).isTrue();
    }

    @Test
    void anOwnerOvertakenWhileItReadsIsFencedAndNotQuarantined() {
        LogRig.owning(store, "first").fill("a", 1, 2);
        LogRig slow = new LogRig(store, "slow");
        slow.give(new LogInput.Acquire());
        for (int i = 0; i < 4; i++) {
            slow.answer(slow.sent.remove());
        }
        LogRig.owning(store, "quick").fill("a", 3, 3);
        slow.settle();
        assertThat(slow.has(LogOutput.Quarantined.class)).isFalse();
        assertThat(slow.has(LogOutput.Fenced.class)).isTrue();
        assertThat(slow.has(LogOutput.Ended.class)).isTrue();
    }

    @Test
    void anAcquireThatIsReleasedBeforeItEndsClaimsNothing() {
        LogRig rig = new LogRig(store, "rig");
        rig.give(new LogInput.Acquire());
        rig.answer(rig.take(StoreRequest.ReadHint.class));
        rig.give(new LogInput.Release());
        rig.settle();
        assertThat(rig.has(LogOutput.Ended.class)).isTrue();
        assertThat(rig.has(LogOutput.Acquired.class)).isFalse();
    }

    @Test
    void theFirstOwnerOfAnEraRaisesTheTermAboveAllOfEarlierEras() {
        LogRig.owning(store, "before").fill("a", 1, 2);
        LogRig restored = ofEra(2, "restored").acquire().fill("a", 3, 3);
        assertThat(restored.outputs).contains(new LogOutput.Acquired(Terms.first(2), floor()));
        assertThat(ofEra(2, "next").acquire().outputs).contains(new LogOutput.Acquired(Terms.first(2) + 1, floor()));
        assertThat(Terms.eraOf(Terms.first(2) - 1)).isEqualTo(1);
        assertThat(Terms.eraOf(Terms.first(2))).isEqualTo(2);
        assertThat(Terms.first(1)).isEqualTo(1);
    }

    @Test
    void anOwnerOfAnEarlierEraCanNeitherWriteNorTakeTheShardAgain() {
        LogRig old = LogRig.owning(store, "old").fill("a", 1, 1);
        ofEra(2, "restored").acquire();
        Optional<Head> head = store.head(SHARD, 0);
        long late = old.append("a", 1, "late");
        old.settle();
        assertThat(old.refused(late)).contains(LogOutput.Refusal.FENCED);

        LogRig again = ofEra(1, "again");
        again.give(new LogInput.Acquire()).settle();

        assertThat(again.has(LogOutput.Acquired.class)).isFalse();
        assertThat(again.outputs.toString())
                .contains("it is of era 2: a backup was restored since this node was started in era 1; start it again");
        assertThat(store.head(SHARD, 0)).isEqualTo(head);
    }

    private LogRig ofEra(long era, String owner) {
        return new LogRig(store, owner, LogRig.SMALL, dev.holdfast.core.testing.Samples.NOW, era);
    }

    private static dev.holdfast.core.resource.Floor floor() {
        return dev.holdfast.core.resource.Floor.NONE;
    }
}
