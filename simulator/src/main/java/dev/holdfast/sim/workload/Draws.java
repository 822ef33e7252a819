package dev.holdfast.sim.workload;

import java.util.random.RandomGenerator;

/**
 * Draws of one concern. All of them are made of {@link RandomGenerator#nextLong} and {@link StrictMath}: the JDK does
 * not promise how it makes bounded or normal numbers, and {@link Math} may differ in the last bit between machines.
 */
public final class Draws {
    private final RandomGenerator generator;

    Draws(RandomGenerator generator) {
        this.generator = generator;
    }

    /** For what draws by itself. */
    public RandomGenerator generator() {
        return generator;
    }

    /** From 0 inclusive to 1 exclusive. */
    public double unit() {
        return (generator.nextLong() >>> 11) * 0x1.0p-53;
    }

    public boolean chance(double probability) {
        return unit() < probability;
    }

    /** From 0 inclusive to the bound exclusive; for bounds far below 2^53. */
    public long below(long bound) {
        return (long) (unit() * bound);
    }

    /** From least to most, both inclusive. */
    public long between(long least, long most) {
        return least + below(most - least + 1);
    }

    /** Mean 0, deviation 1 (Box and Muller, 1958). */
    public double normal() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - unit()));
        return radius * StrictMath.cos(2 * Math.PI * unit());
    }

    /**
     * How many events of a Poisson process with this mean fall into one unit of time; takes time in proportion to it.
     */
    public int poisson(double mean) {
        int events = 0;
        double elapsed = exponential();
        while (elapsed < mean) {
            events++;
            elapsed += exponential();
        }
        return events;
    }

    private double exponential() {
        return -StrictMath.log(1 - unit());
    }
}
