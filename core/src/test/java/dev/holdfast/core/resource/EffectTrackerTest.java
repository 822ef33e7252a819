package dev.holdfast.core.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.resource.EffectTracker.Step;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.Uid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EffectTrackerTest {
    private record Owed(EffectKey key, Pace pace, boolean wakes) implements Effect {}

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Owed ORDER = owed(1, Pace.ORDER);
    private static final Owed QUESTION = owed(2, Pace.QUESTION);

    private final EffectTracker<Owed> tracker = new EffectTracker<>(TrackerPolicy.DEFAULT);

    @Test
    void sendsAtOnceWhatACommitMadeOwed() {
        tracker.advanced(List.of(ORDER), Optional.empty(), START);

        assertThat(tracker.drain()).containsExactly(new Step.Send<>(ORDER));
    }

    @Test
    void sendsNothingAfterAReplayBeforeABarrierPassed() {
        tracker.recovered(List.of(ORDER), Optional.empty(), START);
        assertThat(tracker.drain()).containsExactly(new Step.AskBarrier<>());

        tracker.barrierPassed(START);
        assertThat(tracker.drain()).containsExactly(new Step.Send<>(ORDER));
    }

    @Test
    void asksForAnotherBarrierWhenOneFailed() {
        tracker.recovered(List.of(ORDER), Optional.empty(), START);
        tracker.drain();

        tracker.barrierFailed(START);
        assertThat(tracker.drain()).isEmpty();
        assertThat(tracker.wakeAt()).contains(START.plusMillis(500));

        tracker.woken(START.plusMillis(500));
        assertThat(tracker.drain()).containsExactly(new Step.AskBarrier<>());
    }

    @Test
    void sendsAgainBehindABarrierLaterAndLater() {
        tracker.advanced(List.of(ORDER), Optional.empty(), START);
        tracker.drain();
        Duration waited = Duration.ZERO;
        Instant now = START;
        for (int sends = 0; sends < 10; sends++) {
            Instant next = tracker.wakeAt().orElseThrow();
            Duration wait = Duration.between(now, next);
            assertThat(wait).isBetween(Duration.ofMillis(800), Duration.ofSeconds(36));
            if (sends < 4) {
                assertThat(wait).isGreaterThan(waited);
            }
            now = next;
            waited = wait;
            tracker.woken(now);
            assertThat(tracker.drain()).containsExactly(new Step.AskBarrier<>());
            tracker.barrierPassed(now);
            assertThat(tracker.drain()).containsExactly(new Step.Send<>(ORDER));
        }
    }

    @Test
    void asksAQuestionOnlyAfterItsDelay() {
        tracker.advanced(List.of(QUESTION), Optional.empty(), START);
        assertThat(tracker.drain()).isEmpty();
        assertThat(tracker.wakeAt()).contains(START.plusSeconds(5));
    }

    @Test
    void forgetsWhatAFactSettled() {
        tracker.advanced(List.of(ORDER), Optional.empty(), START);
        tracker.advanced(List.of(), Optional.empty(), START);
        tracker.drain();

        assertThat(tracker.wakeAt()).isEmpty();
        assertThat(tracker.restful()).isTrue();
    }

    @Test
    void doesNotSendAgainWhatIsStillOwedAfterAnotherFact() {
        tracker.advanced(List.of(ORDER), Optional.empty(), START);
        tracker.drain();
        tracker.advanced(List.of(ORDER, QUESTION), Optional.empty(), START);

        assertThat(tracker.drain()).isEmpty();
    }

    @Test
    void anAcknowledgementSilencesUntilTheNextReplay() {
        tracker.advanced(List.of(ORDER), Optional.empty(), START);
        tracker.drain();
        tracker.acknowledged(ORDER.key());
        assertThat(tracker.wakeAt()).isEmpty();

        tracker.recovered(List.of(ORDER), Optional.empty(), START);
        assertThat(tracker.drain()).containsExactly(new Step.AskBarrier<>());
    }

    @Test
    void aParkedReceiverIsToldEverythingAgainWhenItComes() {
        tracker.advanced(List.of(ORDER), Optional.empty(), START);
        tracker.drain();
        tracker.park(ORDER.key());
        assertThat(tracker.wakeAt()).isEmpty();

        tracker.unpark(START.plusSeconds(1));
        tracker.barrierPassed(START.plusSeconds(1));
        assertThat(tracker.drain()).containsExactly(new Step.AskBarrier<>(), new Step.Send<>(ORDER));
    }

    @Test
    void expiresAtTheDeadlineAndSaysItAgainWhenNothingChanged() {
        Instant deadline = START.plusSeconds(60);
        tracker.advanced(List.of(), Optional.of(deadline), START);
        assertThat(tracker.wakeAt()).contains(deadline);

        tracker.woken(deadline);
        assertThat(tracker.drain()).containsExactly(new Step.Expire<>());
        tracker.woken(deadline.plusSeconds(1));
        assertThat(tracker.drain()).isEmpty();
        tracker.woken(deadline.plusSeconds(5));
        assertThat(tracker.drain()).containsExactly(new Step.Expire<>());
    }

    @Test
    void expiresNothingAfterAReplayBeforeTheGraceHasRun() {
        tracker.recovered(List.of(), Optional.of(START.minusSeconds(100)), START);
        assertThat(tracker.drain()).isEmpty();
        assertThat(tracker.wakeAt()).contains(START.plusSeconds(30));

        tracker.woken(START.plusSeconds(30));
        assertThat(tracker.drain()).containsExactly(new Step.Expire<>());
    }

    @Test
    void expiresAfterAReplayOnceTheHostWasHeard() {
        tracker.recovered(List.of(), Optional.of(START.minusSeconds(100)), START);
        tracker.heard(START.plusSeconds(1));

        assertThat(tracker.drain()).containsExactly(new Step.Expire<>());
    }

    @Test
    void expiresNothingRightAfterThisProcessWasAway() {
        Instant deadline = START.plusSeconds(60);
        tracker.advanced(List.of(), Optional.of(deadline), START);

        Instant back = deadline.plusSeconds(600);
        tracker.woken(back);
        assertThat(tracker.drain()).isEmpty();
        assertThat(tracker.wakeAt()).contains(back.plusSeconds(30));
    }

    @Test
    void sendsALargeBacklogInBursts() {
        List<Owed> many =
                IntStream.range(0, 100).mapToObj(i -> owed(i, Pace.ORDER)).toList();
        tracker.recovered(many, Optional.empty(), START);
        tracker.barrierPassed(START);
        assertThat(tracker.drain()).hasSize(1 + 64);

        Instant next = tracker.wakeAt().orElseThrow();
        tracker.woken(next);
        tracker.barrierPassed(next);
        assertThat(tracker.drain()).hasSize(1 + 36);
    }

    @Test
    void mayRestOnlyWhenNothingOwedNeedsItAwake() {
        Owed fetched = new Owed(ORDER.key(), Pace.ORDER, false);
        tracker.advanced(List.of(fetched), Optional.empty(), START);
        assertThat(tracker.restful()).isTrue();

        tracker.advanced(List.of(QUESTION), Optional.empty(), START);
        assertThat(tracker.restful()).isFalse();
    }

    private static Owed owed(long cause, Pace pace) {
        return new Owed(new EffectKey("owed", new Uid("u"), Epoch.NONE, cause), pace, true);
    }
}
