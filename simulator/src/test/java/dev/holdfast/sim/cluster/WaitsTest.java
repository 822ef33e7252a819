package dev.holdfast.sim.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sim.cluster.Waits.Answered;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitsTest {
    private static final long NOW = 10_000;

    @Test
    void aQuestionThatHangsHasWaitedUntilALaterOneIsAnswered() {
        assertThat(longest(List.of(100L, 350L, 600L), new Answered(100, 110), new Answered(600, 640)))
                .isEqualTo(nanos(640 - 350));
    }

    @Test
    void anAnswerToAnEarlierQuestionSaysNothingOfALaterOne() {
        assertThat(longest(List.of(100L, 350L), new Answered(100, 5_000))).isEqualTo(nanos(NOW - 350));
    }

    @Test
    void aLaterQuestionThatIsAnsweredSoonerEndsTheWaitOfAnEarlierOne() {
        assertThat(longest(List.of(100L, 350L), new Answered(100, 900), new Answered(350, 360)))
                .isEqualTo(nanos(260));
    }

    @Test
    void timeInWhichNobodyAskedIsNoSilence() {
        assertThat(longest(List.of(100L, 5_000L), new Answered(100, 110), new Answered(5_000, 5_020)))
                .isEqualTo(nanos(20));
    }

    @Test
    void withoutAQuestionThereIsNoSilence() {
        assertThat(longest(List.of())).isZero();
    }

    private static Duration longest(List<Long> asked, Answered... answers) {
        return Waits.longest(asked, List.of(answers), NOW);
    }

    private static Duration nanos(long nanos) {
        return Duration.ofNanos(nanos);
    }
}
