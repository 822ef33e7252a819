package dev.holdfast.core.log;

import static dev.holdfast.core.log.LogRig.SHARD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.log.LogOutput.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BarrierTest {
    private final ModelStore store = new ModelStore();
    private final LogRig rig = LogRig.owning(store, "rig").fill("a", 1, 2);

    @Test
    void aReadOfTheHeadAnswersWithTheSequenceThatACopyMustHave() {
        long token = rig.barrier("a");
        long unknown = rig.barrier("never-heard-of");
        rig.settle();
        assertThat(rig.barrierLast(token)).contains(2L);
        assertThat(rig.barrierLast(unknown)).contains(0L);
    }

    @Test
    void allWhoWaitShareOneReadAndOneBegunBeforeAQuestionDoesNotCountForIt() {
        long first = rig.barrier("a");
        LogOutput.Send read = rig.take(StoreRequest.ReadHead.class);
        long second = rig.barrier("a");
        long third = rig.barrier("a");
        assertThat(rig.sends(StoreRequest.ReadHead.class)).isFalse();
        rig.answer(read);
        assertThat(rig.barrierLast(first)).isPresent();
        assertThat(rig.barrierLast(second)).isEmpty();
        rig.answer(rig.take(StoreRequest.ReadHead.class));
        assertThat(rig.barrierLast(second)).isPresent();
        assertThat(rig.barrierLast(third)).isPresent();
        assertThat(rig.sends(StoreRequest.ReadHead.class)).isFalse();
    }

    @Test
    void anAppendBegunAfterTheQuestionIsABarrierTooAndOneBegunBeforeIsNot() {
        rig.append("b", 0, "b1");
        LogOutput.Send before = rig.takeCommit();
        long token = rig.barrier("a");
        LogOutput.Send read = rig.take(StoreRequest.ReadHead.class);
        rig.answer(before);
        assertThat(rig.barrierLast(token)).isEmpty();
        rig.append("b", 1, "b2");
        rig.answer(rig.takeCommit());
        assertThat(rig.barrierLast(token)).isPresent();
        rig.answer(read);
        assertThat(rig.outputs.stream().filter(LogOutput.BarrierPassed.class::isInstance))
                .hasSize(1);
    }

    @Test
    void noReadIsBegunWhereACommitThatMustFollowProvesAsMuch() {
        rig.append("b", 0, "b1");
        LogOutput.Send before = rig.takeCommit();
        rig.append("c", 0, "c1");
        long queued = rig.barrier("a");
        assertThat(rig.sends(StoreRequest.ReadHead.class)).isFalse();
        rig.answer(before);
        LogOutput.Send following = rig.takeCommit();
        assertThat(rig.barrierLast(queued)).isEmpty();
        rig.answer(following);
        assertThat(rig.barrierLast(queued)).contains(2L);
        assertThat(rig.sends(StoreRequest.ReadHead.class)).isFalse();
    }

    @Test
    void aCommitThatIsNotResolvedIsWaitedForOnlyAWhile() {
        rig.append("b", 0, "b1");
        LogOutput.Send stuck = rig.takeCommit();
        rig.append("c", 0, "c1");
        long token = rig.barrier("a");
        rig.after(Barriers.COMMIT_PATIENCE.minusMillis(1));
        assertThat(rig.sends(StoreRequest.ReadHead.class)).isFalse();
        rig.after(Duration.ofMillis(1));
        rig.answer(rig.take(StoreRequest.ReadHead.class));
        assertThat(rig.barrierLast(token)).contains(2L);
        rig.answer(stuck);
    }

    @Test
    void aQuestionWhoseFollowingCommitIsNeverSentIsReadForAllTheSame() {
        rig.append("b", 0, "b1");
        LogOutput.Send commit = rig.takeCommit();
        rig.append("c", 0, "c1");
        long token = rig.barrier("a");
        rig.answer(commit);
        rig.answer(rig.takeCommit(), new StoreAnswer.Unavailable("down"));
        rig.until(r -> r.barrierLast(token).isPresent());
        assertThat(rig.barrierLast(token)).contains(2L);
    }

    @Test
    void aReadThatShowsTheCommitInFlightCounts() {
        rig.append("b", 0, "b1");
        LogOutput.Send commit = rig.takeCommit();
        long token = rig.barrier("a");
        store.apply(commit.request());
        rig.answer(rig.take(StoreRequest.ReadHead.class));
        assertThat(rig.barrierLast(token)).isPresent();
    }

    @Test
    void aReadThatShowsAHeadFromBeforeACommitThatWasAppliedMeanwhileCounts() {
        long token = rig.barrier("a");
        LogOutput.Send read = rig.take(StoreRequest.ReadHead.class);
        StoreAnswer asItWas = store.apply(read.request());
        rig.answer(read, asItWas);
        assertThat(rig.barrierLast(token)).isPresent();

        long next = rig.barrier("a");
        LogOutput.Send slow = rig.take(StoreRequest.ReadHead.class);
        StoreAnswer early = store.apply(slow.request());
        rig.append("b", 0, "b1");
        LogOutput.Send commit = rig.takeCommit();
        store.apply(commit.request());
        rig.answer(commit, new StoreAnswer.Unknown("time-out"));
        rig.answer(slow, early);
        assertThat(rig.barrierLast(next)).isPresent();
        assertThat(rig.has(LogOutput.Quarantined.class)).isFalse();
    }

    @Test
    void aNewerTermFencesAndNobodyIsAnswered() {
        LogRig.owning(store, "next").fill("a", 3, 3);
        long token = rig.barrier("a");
        rig.settle();
        assertThat(rig.barrierLast(token)).isEmpty();
        assertThat(rig.barrierFailed(token)).contains(Refusal.FENCED);
        assertThat(rig.has(LogOutput.Fenced.class)).isTrue();
        assertThat(rig.has(LogOutput.Ended.class)).isTrue();
    }

    @Test
    void whileASegmentIsSwitchedThereAreNoneAndAfterItThereAre() {
        rig.fill("a", 3, 5);
        rig.append("a", 5, "e6");
        rig.answer(rig.takeCommit());
        long token = rig.barrier("a");
        assertThat(rig.sends(StoreRequest.ReadHead.class)).isFalse();
        rig.settle();
        assertThat(rig.barrierLast(token)).contains(6L);
    }

    @Test
    void aReadBegunBeforeTheSwitchThatShowsItsSealIsAskedAgain() {
        rig.fill("a", 3, 5);
        long token = rig.barrier("a");
        LogOutput.Send read = rig.take(StoreRequest.ReadHead.class);
        rig.append("a", 5, "e6");
        rig.answer(rig.takeCommit());
        LogOutput.Send seal = rig.takeCommit();
        store.apply(seal.request());
        StoreAnswer sealed = store.apply(read.request());
        rig.answer(read, sealed);
        assertThat(rig.has(LogOutput.Fenced.class)).isFalse();
        rig.answer(seal);
        rig.settle();
        assertThat(rig.barrierLast(token)).isPresent();
    }

    @Test
    void aStoreThatDoesNotAnswerFailsTheQuestionAtItsDeadlineAndNotTheShard() {
        long token = rig.barrier("a");
        for (int i = 0; i < 6; i++) {
            rig.after(Duration.ofSeconds(1));
        }
        assertThat(rig.barrierFailed(token)).contains(Refusal.UNAVAILABLE);
        rig.sent.clear();
        long later = rig.barrier("a");
        rig.until(r -> r.barrierLast(later).isPresent());
    }

    @Test
    void aLostHeadQuarantines() {
        store.loseHead(SHARD, 0);
        long token = rig.barrier("a");
        rig.settle();
        assertThat(rig.has(LogOutput.Quarantined.class)).isTrue();
        assertThat(rig.barrierFailed(token)).contains(Refusal.DAMAGED);
    }

    @Test
    void anOwnerThatNothingHasProvedToBeOneLooksForItself() {
        LogRig newer = LogRig.owning(store, "newer");
        rig.after(Barriers.LOOK_EVERY).settle();
        assertThat(rig.has(LogOutput.Fenced.class)).isFalse();
        rig.after(Barriers.LOOK_EVERY).settle();
        assertThat(rig.has(LogOutput.Fenced.class)).isTrue();
        newer.after(Barriers.LOOK_EVERY).settle();
        assertThat(newer.has(LogOutput.Fenced.class)).isFalse();
    }

    @Test
    void anOwnerThatWritesNeedNotLook() {
        rig.append("a", 0, "one");
        rig.settle().after(Barriers.LOOK_EVERY);
        assertThat(rig.sends(StoreRequest.ReadHead.class)).isFalse();
        rig.after(Barriers.LOOK_EVERY);
        assertThat(rig.sends(StoreRequest.ReadHead.class)).isTrue();
    }

    @Test
    void anOwnerWhoseLookFailsLooksAgain() {
        rig.after(Barriers.LOOK_EVERY).after(Barriers.LOOK_EVERY);
        rig.answer(rig.take(StoreRequest.ReadHead.class), new StoreAnswer.Unavailable("down"));
        LogRig.owning(store, "newer");
        rig.after(Duration.ofSeconds(2)).settle();
        assertThat(rig.has(LogOutput.Fenced.class)).isTrue();
    }

    /** A minute without a store, and somebody new asks every second: no more questions than the pauses allow. */
    @Test
    void aShardWhoseStoreIsAwayAsksEverLessOftenAndNotInStepWithAnother() {
        LogRig other = LogRig.owning(new ModelStore(), "another");
        List<Long> asked = askedWhileAway(rig);
        List<Long> askedByOther = askedWhileAway(other);
        // Five pauses that double, of 3.1 s at most, then one every 1.5 to 2 s.
        assertThat(asked.size()).isBetween(30, 45);
        for (int i = 7; i < asked.size(); i++) {
            assertThat(asked.get(i) - asked.get(i - 1)).isBetween(1_500L, 2_010L);
        }
        assertThat(asked.stream().filter(askedByOther::contains).count()).isLessThan(asked.size() / 2);
    }

    @Test
    void aShardThatCannotBeginItsNextSegmentAsksEverLessOften() {
        int writes = 0;
        for (int i = 0; i < 6_000; i++) {
            if (i < 6) {
                rig.append("a", 2 + i, "a" + (3 + i));
            }
            rig.after(Duration.ofMillis(10));
            while (!rig.sent.isEmpty()) {
                LogOutput.Send send = rig.sent.remove();
                boolean ofTheHead = send.request() instanceof StoreRequest.CompareAndCommit write
                        && write.commit().isEmpty();
                writes += ofTheHead ? 1 : 0;
                if (ofTheHead) {
                    rig.answer(send, new StoreAnswer.Unavailable("no connection"));
                } else {
                    rig.answer(send);
                }
            }
        }
        assertThat(writes).isBetween(30, 45);
    }

    /** When it asks, in milliseconds, while its store cannot be reached. */
    private static List<Long> askedWhileAway(LogRig rig) {
        Instant began = rig.now;
        List<Long> asked = new ArrayList<>();
        for (int i = 0; i < 6_000; i++) {
            if (i % 100 == 0) {
                rig.barrier("a");
            }
            rig.after(Duration.ofMillis(10));
            while (!rig.sent.isEmpty()) {
                rig.answer(rig.sent.remove(), new StoreAnswer.Unavailable("no connection"));
                asked.add(Duration.between(began, rig.now).toMillis());
            }
        }
        return asked;
    }
}
