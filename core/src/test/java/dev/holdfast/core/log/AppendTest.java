package dev.holdfast.core.log;

import static dev.holdfast.core.log.LogRig.SHARD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.log.LogOutput.Refusal;
import dev.holdfast.core.resource.Floor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AppendTest {
    private final ModelStore store = new ModelStore();
    private final LogRig rig = LogRig.owning(store, "rig");

    @Test
    void whatArrivesWhileOneCommitIsOnItsWayIsTheNextOne() {
        long first = rig.append("a", 0, "a1");
        long second = rig.append("b", 0, "b1");
        long third = rig.append("c", 0, "c1", "c2");
        rig.settle();
        assertThat(rig.appended(first) && rig.appended(second) && rig.appended(third))
                .isTrue();
        assertThat(rig.view).extracting(commit -> commit.entries().size()).containsExactly(1, 3);
    }

    @Test
    void aCommitHasBoundsAndAnAppendIsNeverSplit() {
        rig.append("first", 0, "x");
        for (int i = 0; i < 3; i++) {
            rig.append("id-" + i, 0, "x", "y", "z");
        }
        rig.settle();
        assertThat(rig.view).extracting(commit -> commit.entries().size()).containsExactly(1, 3, 3, 3);
    }

    @Test
    void anAppendThatIsTooLargeIsRefused() {
        assertThat(rig.refused(rig.append("a", 0, "x".repeat(3_000)))).contains(Refusal.TOO_LARGE);
        long next = rig.append("a", 0, "small");
        rig.settle();
        assertThat(rig.appended(next)).isTrue();
    }

    @Test
    void aCopyThatIsNotTheNewestIsRefusedBeforeAnythingIsSent() {
        rig.fill("a", 1, 2);
        int before = rig.outputs.size();
        assertThat(rig.refused(rig.append("a", 1, "stale"))).contains(Refusal.STALE_COPY);
        assertThat(rig.outputs.subList(before, rig.outputs.size())).noneMatch(LogOutput.Send.class::isInstance);

        rig.append("a", 2, "e3");
        assertThat(rig.refused(rig.append("a", 2, "double"))).contains(Refusal.STALE_COPY);
        rig.settle();
    }

    @Test
    void theViewHasACommitBeforeItsAppendIsAnswered() {
        long token = rig.append("a", 0, "a1");
        rig.settle();
        int committed = 0;
        int answered = 0;
        for (int i = 0; i < rig.outputs.size(); i++) {
            if (rig.outputs.get(i) instanceof LogOutput.Committed(var _, List<Optional<Object>> live)) {
                committed = i;
                assertThat(live).containsExactly(Optional.of("a1"));
            } else if (rig.outputs.get(i).equals(new LogOutput.Appended(token))) {
                answered = i;
            }
        }
        assertThat(committed).isPositive().isLessThan(answered);
    }

    @Test
    void moreThanTheBoundDoesNotWait() {
        rig.append("first", 0, "x");
        for (int i = 0; i < LogRig.SMALL.queuedEntries(); i++) {
            rig.append("id-" + i, 0, "x");
        }
        assertThat(rig.refused(rig.append("one-more", 0, "x"))).contains(Refusal.UNAVAILABLE);
    }

    @Test
    void afterWhatWasQueuedTimedOutTheNextFollowsWhatIsStillOnItsWay() {
        rig.append("a", 0, Duration.ofSeconds(60), "a1");
        LogOutput.Send first = rig.takeCommit();
        long lost = rig.append("a", 1, Duration.ofSeconds(1), "a2");
        rig.after(Duration.ofSeconds(2));
        assertThat(rig.refused(lost)).contains(Refusal.UNAVAILABLE);
        long gap = rig.append("a", 2, Duration.ofSeconds(60), "a3 by one who counts a2");
        long next = rig.append("a", 1, Duration.ofSeconds(60), "another a2");
        assertThat(rig.refused(gap)).contains(Refusal.STALE_COPY);
        rig.answer(first).settle();
        assertThat(rig.appended(next)).isTrue();
        assertThat(LogRig.owning(store, "next").outputs).anyMatch(LogOutput.Acquired.class::isInstance);
    }

    @Test
    void whatCouldNotBeSentInTimeIsUnavailableAndNeverSent() {
        rig.append("slow", 0, "x");
        long late = rig.append("a", 0, Duration.ofSeconds(1), "never");
        long after = rig.append("a", 1, "follows");
        rig.after(Duration.ofMillis(1_200));
        assertThat(rig.refused(late)).contains(Refusal.UNAVAILABLE);
        assertThat(rig.refused(after)).contains(Refusal.UNAVAILABLE);
        rig.until(r -> !r.view.isEmpty());
        assertThat(store.everApplied().toString()).doesNotContain("id=a,");
        rig.fill("a", 1, 1);
    }

    @Test
    void unavailableAtTheFirstTryIsDefinite() {
        long token = rig.append("a", 0, "a1");
        long behind = rig.append("a", 1, "a2");
        long other = rig.append("b", 0, "b1");
        rig.answer(rig.takeCommit(), new StoreAnswer.Unavailable("no connection"));
        assertThat(rig.refused(token)).contains(Refusal.UNAVAILABLE);
        assertThat(rig.refused(behind)).contains(Refusal.UNAVAILABLE);
        rig.settle();
        assertThat(rig.appended(other)).isTrue();
        rig.fill("a", 1, 1);
    }

    @Test
    void afterAnUnknownOutcomeTheIdenticalStatementIsSentAgainUntilItsOwnCommitIsSeen() {
        long token = rig.append("a", 0, "a1");
        LogOutput.Send first = rig.takeCommit();
        rig.answer(first, new StoreAnswer.Unknown("time-out"));
        rig.after(Duration.ofMillis(100));
        LogOutput.Send second = rig.takeCommit();
        assertThat(second.request()).isEqualTo(first.request());
        store.apply(first.request());
        rig.answer(second);
        assertThat(rig.appended(token)).isTrue();
        assertThat(store.everApplied()).hasSize(1);
    }

    @Test
    void unavailableAfterAnUnknownOutcomeIsNotDefinite() {
        long token = rig.append("a", 0, "a1");
        LogOutput.Send first = rig.takeCommit();
        rig.answer(first, new StoreAnswer.Unknown("time-out"));
        rig.after(Duration.ofMillis(100));
        rig.answer(rig.takeCommit(), new StoreAnswer.Unavailable("no connection"));
        assertThat(rig.unanswered(token)).isTrue();
        store.apply(first.request());
        rig.after(Duration.ofMillis(200));
        rig.settle();
        assertThat(rig.appended(token)).isTrue();
    }

    @Test
    void noAnswerAtAllIsUnknownToo() {
        long token = rig.append("a", 0, "a1");
        LogOutput.Send lost = rig.takeCommit();
        rig.after(Duration.ofSeconds(3));
        rig.after(Duration.ofMillis(100));
        rig.settle();
        assertThat(rig.appended(token)).isTrue();
        rig.answer(lost, new StoreAnswer.Unknown("much later"));
        rig.fill("a", 2, 2);
    }

    @Test
    void aCallerWhoseTimeIsOverIsToldUnknownAndTheShardTakesNothingElseUntilItIsResolved() {
        long token = rig.append("a", 0, Duration.ofSeconds(1), "a1");
        LogOutput.Send first = rig.takeCommit();
        long load = rig.load("a");
        rig.append("b", 0, "b1");
        rig.after(Duration.ofMillis(1_100));
        assertThat(rig.unknown(token)).isTrue();
        assertThat(rig.loaded(load)).isEmpty();
        assertThat(rig.sends(StoreRequest.CompareAndCommit.class)).isFalse();

        rig.answer(first);
        rig.settle();
        assertThat(rig.appended(token)).isFalse();
        assertThat(rig.loaded(load)).contains(List.of("a1"));
        assertThat(store.everApplied()).hasSize(2);
    }

    @Test
    void aLateAnswerOfAResolvedCommitIsDroppedWhateverItSays() {
        rig.append("a", 0, "a1");
        LogOutput.Send first = rig.takeCommit();
        rig.answer(first, new StoreAnswer.Unknown("time-out"));
        rig.after(Duration.ofMillis(100));
        rig.settle();
        rig.fill("a", 2, 3);
        rig.answer(first, new StoreAnswer.Refused(store.head(SHARD, 0)));
        rig.fill("a", 4, 4);
        assertThat(rig.has(LogOutput.Fenced.class)).isFalse();
        assertThat(rig.has(LogOutput.Quarantined.class)).isFalse();
    }

    @Test
    void aRefusalThatContradictsItselfProvesNothing() {
        long token = rig.append("a", 0, "a1");
        rig.answer(rig.takeCommit(), new StoreAnswer.Refused(store.head(SHARD, 0)));
        assertThat(rig.unanswered(token)).isTrue();
        rig.after(Duration.ofMillis(100));
        rig.settle();
        assertThat(rig.appended(token)).isTrue();
    }

    @Test
    void whenFencedTheRowAtItsPositionTellsWhetherACommitWasWritten() {
        long written = rig.append("a", 0, "a1");
        LogOutput.Send first = rig.takeCommit();
        store.apply(first.request());
        rig.answer(first, new StoreAnswer.Unknown("time-out"));
        LogRig.owning(store, "next");
        rig.after(Duration.ofMillis(100));
        rig.settle();
        assertThat(rig.appended(written)).isTrue();
        assertThat(rig.has(LogOutput.Fenced.class)).isTrue();
        assertThat(rig.has(LogOutput.Ended.class)).isTrue();
    }

    @Test
    void whenFencedAForeignRowOrNoRowMeansNotWritten() {
        long foreign = rig.append("a", 0, "a1");
        LogOutput.Send first = rig.takeCommit();
        LogRig.owning(store, "next").fill("a", 1, 1);
        rig.answer(first);
        rig.settle();
        assertThat(rig.refused(foreign)).contains(Refusal.FENCED);

        LogRig third = LogRig.owning(store, "third");
        long none = third.append("a", 1, "a2");
        LogOutput.Send write = third.takeCommit();
        LogRig.owning(store, "fourth");
        third.answer(write);
        third.settle();
        assertThat(third.refused(none)).contains(Refusal.FENCED);
    }

    @Test
    void whenFencedATrimmedLogCannotTell() {
        long token = rig.append("a", 0, "a1");
        LogOutput.Send first = rig.takeCommit();
        store.apply(first.request());
        rig.answer(first, new StoreAnswer.Unknown("time-out"));
        LogRig next = LogRig.owning(store, "next").fill("a", 2, 14);
        next.save("a", 14, "state");
        next.until(r -> store.head(SHARD, 2).orElseThrow().firstSegment() > 0
                && store.rows(SHARD, 0).isEmpty());
        rig.after(Duration.ofMillis(100));
        rig.settle();
        assertThat(rig.unknown(token)).isTrue();
        assertThat(rig.refused(token)).isEmpty();
    }

    @Test
    void whatWaitedWhenItWasFencedIsRefusedForCertain() {
        rig.append("a", 0, "a1");
        long waiting = rig.append("b", 0, "b1");
        LogRig.owning(store, "next");
        rig.settle();
        assertThat(rig.refused(waiting)).contains(Refusal.FENCED);
        assertThat(rig.refused(rig.append("c", 0, "c1"))).isPresent();
    }

    @Test
    void aForeignCommitUnderItsOwnTermQuarantines() {
        Head head = store.head(SHARD, 0).orElseThrow();
        store.replaceHead(SHARD, 0, new Head(head.term(), 5, new CommitId("ghost", 1), false, 0, 0, Floor.NONE));
        long token = rig.append("a", 0, "a1");
        rig.settle();
        assertThat(rig.has(LogOutput.Quarantined.class)).isTrue();
        assertThat(rig.unknown(token)).isTrue();
        assertThat(rig.refused(rig.append("b", 0, "b1"))).contains(Refusal.DAMAGED);
    }

    @Test
    void aLowerTermOrNoHeadQuarantines() {
        Head head = store.head(SHARD, 0).orElseThrow();
        store.replaceHead(SHARD, 0, new Head(0, 0, head.commit(), false, 0, 0, Floor.NONE));
        rig.append("a", 0, "a1");
        rig.answer(
                rig.takeCommit(),
                new StoreAnswer.Refused(
                        Optional.of(new Head(0, 0, new CommitId("older", 1), false, 0, 0, Floor.NONE))));
        assertThat(rig.has(LogOutput.Quarantined.class)).isTrue();

        ModelStore other = new ModelStore();
        LogRig second = LogRig.owning(other, "second");
        other.loseHead(SHARD, 0);
        second.append("a", 0, "a1");
        second.settle();
        assertThat(second.has(LogOutput.Quarantined.class)).isTrue();
    }

    @Test
    void aReleaseFinishesWhatIsQueuedAndLetsTheNextOwnerIn() {
        long queued = rig.append("a", 0, "a1");
        long behind = rig.append("b", 0, "b1");
        rig.give(new LogInput.Release());
        assertThat(rig.refused(rig.append("c", 0, "c1"))).contains(Refusal.UNAVAILABLE);
        assertThat(rig.has(LogOutput.Ended.class)).isFalse();
        rig.settle();
        assertThat(rig.appended(queued) && rig.appended(behind)).isTrue();
        assertThat(rig.has(LogOutput.Ended.class)).isTrue();
        LogRig.owning(store, "next").fill("a", 2, 2);
    }
}
