package dev.holdfast.sim.workload;

import dev.holdfast.core.shared.Quantities;
import java.util.List;

/**
 * Batches that behave alike. Kinds are told apart by how many instances a batch has, since small batches follow the
 * day, large ones the clock of some automaton, and they differ in what they ask for and for how long.
 *
 * @param label for tables
 * @param instances how many a batch has; a draw is rounded up
 */
record BatchKind(String label, Rate rate, Curve instances, Sizes sizes, Lifetimes lifetimes) {
    /**
     * @param perBin how many come in a bin of 300 s on the average of a day, echoes included
     * @param swing how far they follow the day's profile and its noise: 0 not at all, 1 fully; it is the exponent of
     *     both
     * @param echo chance that a batch comes once more in the next bin, as large as before
     */
    record Rate(double perBin, double swing, double echo) {}

    /**
     * What the instances take.
     *
     * @param shares of which one is drawn by weight
     * @param all chance that all instances of a batch have the same size by design
     * @param repeats in any other batch, chance that an instance repeats the size of the one before
     */
    record Sizes(List<SizeShare> shares, double all, double repeats) {
        Sizes {
            shares = List.copyOf(shares);
        }

        Quantities draw(Draws draws) {
            long left = draws.below(shares.stream().mapToLong(SizeShare::weight).sum());
            for (SizeShare share : shares) {
                left -= share.weight();
                if (left < 0) {
                    return share.size();
                }
            }
            throw new IllegalStateException("there are no sizes to draw from");
        }
    }

    /** @param weight in proportion to the chance of being drawn */
    record SizeShare(Quantities size, long weight) {}

    /**
     * How long the instances live.
     *
     * @param seconds beyond the curve's end an instance is never deleted
     * @param width how much of the whole curve the lifetimes of one batch spread over: 0 makes all equal, 1 spreads
     *     them over a range as wide as the curve itself
     * @param repeats chance that an instance repeats the lifetime of the one before
     */
    record Lifetimes(Curve seconds, double width, double repeats) {}
}
