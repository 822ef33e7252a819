package dev.holdfast.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.testing.Property;
import dev.holdfast.core.testing.Rng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogPropertyTest {
    /** Each of these seeds once showed a mistake of ours; docs/track-record.md says which. */
    @ParameterizedTest
    @ValueSource(longs = {13, 485, 540, 562, 759, 1443, 8958})
    void seedsThatOnceBrokeItHold(long seed) {
        new LogWorld(new Rng(seed)).run(12_000);
    }

    @Test
    void whatIsAcknowledgedIsInTheLogOnceInOrderWhateverTheStoreAndTheOwnersDo() {
        int[] reached = new int[5];
        Property.holds(300, rng -> {
            LogWorld world = new LogWorld(rng);
            world.run(12_000);
            reached[0] += world.appends();
            reached[1] += world.fenced;
            reached[2] += world.unknown;
            reached[3] += world.barriersPassed;
            reached[4] += (int) Math.min(1, world.trimmed());
        });
        if (System.getProperty("holdfast.seed", "").isEmpty()) {

            assertThat(reached[0]).as("acknowledged appends").isGreaterThan(10_000);
            assertThat(reached[1]).as("fenced owners").isGreaterThan(300);
            assertThat(reached[2]).as("unknown outcomes").isGreaterThan(300);
            assertThat(reached[3]).as("barriers").isGreaterThan(3_000);
            assertThat(reached[4]).as("seeds that trimmed").isGreaterThan(30);
        }
    }
}
