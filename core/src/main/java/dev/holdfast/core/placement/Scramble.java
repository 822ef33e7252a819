package dev.holdfast.core.placement;

/** Numbers without a pattern out of numbers and names that have one; the same everywhere and for ever. */
final class Scramble {
    private static final long FNV_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private Scramble() {}

    /** The finalizer of the SplitMix64 generator (Steele, Lea, Flood: OOPSLA 2014): spreads neighbouring numbers. */
    static long of(long number) {
        long z = number + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** Of a name, differently for each seed. */
    static long of(String name, long seed) {
        long hash = FNV_BASIS;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * FNV_PRIME;
        }
        return of(hash ^ of(seed));
    }
}
