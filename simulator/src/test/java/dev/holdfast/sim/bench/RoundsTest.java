package dev.holdfast.sim.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private static final int IN_FLIGHT = 8;
    private static final int LOOKS_BEFORE_THE_FIRST_LAP_ENDS = 3;

    /** Does nothing for some looks, then a whole lap at once, then one thing a look. */
    private static final class SlowToBegin implements Driven {
        private final AtomicInteger looks = new AtomicInteger();
        private volatile boolean ended;

        @Override
        public String name() {
            return "slow to begin";
        }

        @Override
        public void inFlight(int target) {
            ended = target == 0;
        }

        @Override
        public long done() {
            if (ended) {
                return looks.get();
            }
            int look = looks.incrementAndGet();
            return look <= LOOKS_BEFORE_THE_FIRST_LAP_ENDS ? 0 : IN_FLIGHT + look - LOOKS_BEFORE_THE_FIRST_LAP_ENDS;
        }
    }

    /** Does one thing a look, and a few more after it was told to do no more. */
    private static final class SlowToEnd implements Driven {
        private final AtomicInteger done = new AtomicInteger();
        private final AtomicInteger left = new AtomicInteger(IN_FLIGHT);

        @Override
        public String name() {
            return "slow to end";
        }

        @Override
        public void inFlight(int target) {
            left.set(target == 0 ? 2 : Integer.MAX_VALUE);
        }

        @Override
        public long done() {
            return left.getAndUpdate(now -> Math.max(0, now - 1)) > 0 ? done.incrementAndGet() : done.get();
        }
    }

    @Test
    void theNextTurnBeginsWhenNothingOfTheLastEndsAnyMore() throws InterruptedException {
        SlowToEnd slow = new SlowToEnd();
        List<Integer> leftAtTheNext = new ArrayList<>();
        Driven next = new Driven() {
            private final AtomicInteger done = new AtomicInteger();

            @Override
            public String name() {
                return "next";
            }

            @Override
            public void inFlight(int target) {
                leftAtTheNext.add(slow.left.get());
            }

            @Override
            public long done() {
                return done.addAndGet(leftAtTheNext.size() == 1 ? IN_FLIGHT : 0);
            }
        };

        var _ = new Rounds(1, Duration.ofMillis(20)).perS(List.of(slow, next), IN_FLIGHT, _ -> {});

        assertThat(leftAtTheNext).containsExactly(0, 0);
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
