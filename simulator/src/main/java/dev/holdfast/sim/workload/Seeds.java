package dev.holdfast.sim.workload;

import java.util.random.RandomGeneratorFactory;

/**
 * Where all randomness of a workload comes from: one seed, from which each concern gets draws of its own, so that one
 * more draw for lifetimes does not reshuffle the sizes.
 *
 * <p>The generator is the JDK's {@code L64X128MixRandom}: its algorithm is part of the documentation of
 * {@link java.util.random}, so a seed means the same on every JVM, unlike that of a generator of unnamed algorithm. The
 * generator that core's tests use lives in a test-jar, on which main code must not depend.
 */
public record Seeds(long seed) {
    private static final RandomGeneratorFactory<?> GENERATORS = RandomGeneratorFactory.of("L64X128MixRandom");

    /** The draws of one concern, in sequence. */
    public Draws draws(String concern) {
        return new Draws(GENERATORS.create(mixed(seed ^ hash(concern))));
    }

    /** The draws for one thing under one concern: the same whichever other things were drawn for before. */
    public Draws draws(String concern, long key) {
        return new Draws(GENERATORS.create(mixed(mixed(seed ^ hash(concern)) + key)));
    }

    /** FNV-1a; short names that differ in a letter come out far apart. */
    private static long hash(String concern) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < concern.length(); i++) {
            hash = (hash ^ concern.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    /** The finalizer of SplitMix64: neighbouring seeds and keys share no pattern afterwards. */
    private static long mixed(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
