package dev.holdfast.sim.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private static final int IN_FLIGHT = 8;
    private static final int LOOKS_BEFORE_THE_FIRST_LAP_ENDS = 3;

    /** Does nothing for some looks, then a whole lap at once, then one thing a look. */
    private static final class SlowToBegin implements Driven {
        private final AtomicInteger looks = new AtomicInteger();

        @Override
        public String name() {
            return "slow to begin";
        }

        @Override
        public void inFlight(int target) {}

        @Override
        public long done() {
            int look = looks.incrementAndGet();
            return look <= LOOKS_BEFORE_THE_FIRST_LAP_ENDS ? 0 : IN_FLIGHT + look - LOOKS_BEFORE_THE_FIRST_LAP_ENDS;
        }
    }

    @Test
    void theFirstLapIsNotCounted() throws InterruptedException {
        Duration length = Duration.ofMillis(20);
        SlowToBegin side = new SlowToBegin();

        double perS =
                new Rounds(1, length).perS(List.of(side), IN_FLIGHT, _ -> {}).getFirst();

        // One thing was done in the counted part, which is at least as long as was asked for.
        assertThat(perS).isPositive().isLessThanOrEqualTo(1e3 / length.toMillis());
    }
}
