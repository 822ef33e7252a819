package dev.holdfast.sim.packing;

import dev.holdfast.core.shared.Quantities;
import java.util.OptionalInt;

/** Chooses a host for an instance, knowing what is free on each and nothing of the future. */
public enum Packer {
    /** The first that has room, in a fixed order. */
    FIRST_FIT {
        @Override
        public OptionalInt choose(Quantities[] free, Quantities size, Quantities host) {
            for (int i = 0; i < free.length; i++) {
                if (free[i].fits(size)) {
                    return OptionalInt.of(i);
                }
            }
            return OptionalInt.empty();
        }
    },
    /** The one with the least left afterwards, by the sum of the shares of cores and of memory; of equals the first. */
    BEST_FIT {
        @Override
        public OptionalInt choose(Quantities[] free, Quantities size, Quantities host) {
            int best = -1;
            double least = Double.MAX_VALUE;
            for (int i = 0; i < free.length; i++) {
                if (free[i].fits(size)) {
                    double left = (double) (free[i].cores() - size.cores()) / host.cores()
                            + (double) (free[i].memoryMib() - size.memoryMib()) / host.memoryMib();
                    if (left < least) {
                        least = left;
                        best = i;
                    }
                }
            }
            return best < 0 ? OptionalInt.empty() : OptionalInt.of(best);
        }
    };

    /** The host's index, or empty when none has room. */
    public abstract OptionalInt choose(Quantities[] free, Quantities size, Quantities host);
}
