package dev.holdfast.core.testing;

import java.util.List;

/**
 * A small seeded generator whose numbers are the same on every JVM: SplitMix64 (Steele, Lea, Flood: Fast Splittable
 * Pseudorandom Number Generators, OOPSLA 2014). Fork one per concern, so that adding a draw to one does not reshuffle
 * the others.
 */
public final class Rng {
    private long state;

    public Rng(long seed) {
        this.state = seed;
    }

    /** An independent generator for one concern. */
    public Rng fork(String concern) {
        return new Rng(nextLong() ^ ((long) concern.hashCode() << 32 | concern.length()));
    }

    public long nextLong() {
        state += 0x9e3779b97f4a7c15L;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** From 0 inclusive to the bound exclusive. */
    public int below(int bound) {
        return (int) Long.remainderUnsigned(nextLong(), bound);
    }

    /** From least to most, both inclusive. */
    public long between(long least, long most) {
        return least + Long.remainderUnsigned(nextLong(), most - least + 1);
    }

    /** From 0 inclusive to 1 exclusive. */
    public double unit() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    public boolean chance(double probability) {
        return unit() < probability;
    }

    public <T> T oneOf(List<T> choices) {
        return choices.get(below(choices.size()));
    }
}
