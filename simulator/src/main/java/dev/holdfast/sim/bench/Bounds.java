package dev.holdfast.sim.bench;

/** What a bench's options must be. */
final class Bounds {
    private Bounds() {}

    /** @throws IllegalArgumentException naming the field and the rule */
    static void atLeastOne(String field, long value) {
        atLeast(field, value, 1);
    }

    /** @throws IllegalArgumentException naming the field and the rule */
    static void atLeast(String field, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(field + " must be at least " + least + ", was " + value);
        }
    }

    /** @throws IllegalArgumentException naming the field and the rule */
    static void atMost(String field, long value, String bound, long most) {
        if (value > most) {
            throw new IllegalArgumentException(
                    field + " must be at most " + bound + ", which is " + most + ", was " + value);
        }
    }
}
