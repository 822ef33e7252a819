package dev.holdfast.agent.simulated;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long something takes on a simulated host. */
public sealed interface Latency {
    /** One draw. */
    Duration draw(RandomGenerator random);

    /** Always the same. */
    static Latency fixed(Duration duration) {
        return new Uniform(duration, duration);
    }

    /** Anything between two bounds, equally likely. */
    record Uniform(Duration least, Duration most) implements Latency {
        public Uniform {
            if (least.isNegative() || most.compareTo(least) < 0) {
                throw new IllegalArgumentException("latency: least must not be negative and most at least that, but"
                        + " least=" + least + " most=" + most);
            }
        }

        @Override
        public Duration draw(RandomGenerator random) {
            return least.plusNanos(random.nextLong(most.minus(least).toNanos() + 1));
        }
    }

    /**
     * As such times are in the field: half are below the median, and a few take many times as long.
     *
     * @param spread the logarithm's standard deviation; about one draw in 40 takes more than median x e^(2 x spread)
     */
    record LogNormal(Duration median, double spread) implements Latency {
        /** No draw is further from the median than so many standard deviations, or a few would never end. */
        private static final double DEVIATIONS_AT_MOST = 4;

        public LogNormal {
            if (median.isNegative() || !(spread >= 0 && spread <= 2)) {
                throw new IllegalArgumentException("latency: median must not be negative and spread from 0 to 2, but"
                        + " median=" + median + " spread=" + spread);
            }
        }

        @Override
        public Duration draw(RandomGenerator random) {
            double deviations = Math.clamp(random.nextGaussian(), -DEVIATIONS_AT_MOST, DEVIATIONS_AT_MOST);
            return Duration.ofNanos((long) (median.toNanos() * Math.exp(spread * deviations)));
        }
    }
}
