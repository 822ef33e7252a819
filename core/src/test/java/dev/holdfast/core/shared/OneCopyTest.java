package dev.holdfast.core.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OneCopyTest {
    @Test
    void equalValuesBecomeOneCopy() {
        OneCopy<Duration> copies = new OneCopy<>(8);
        Duration first = Duration.ofSeconds(30);

        assertThat(copies.of(first)).isSameAs(first);
        assertThat(copies.of(Duration.ofSeconds(30))).isSameAs(first);
    }

    @Test
    void whateverIsPushedOutTheAnswerIsEqualToTheValue() {
        OneCopy<Duration> copies = new OneCopy<>(4);
        SplittableRandom draws = new SplittableRandom(1L);
        for (int i = 0; i < 10_000; i++) {
            Duration value = Duration.ofMillis(draws.nextInt(50));
            assertThat(copies.of(value)).isEqualTo(value);
        }
    }

    @Test
    void theNumberOfPlacesIsAPowerOfTwo() {
        assertThatThrownBy(() -> new OneCopy<String>(12)).hasMessage("places must be a power of two, was 12");
    }
}
