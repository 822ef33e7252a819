package dev.holdfast.core.shared;

/**
 * How much of each thing: what a host has, what an instance takes, what is left. Never negative, so taking away more
 * than there is fails loudly instead of letting capacity go below zero (invariant I2).
 *
 * @param cores whole cores
 * @param memoryMib mebibytes
 * @param diskGib gibibytes
 * @param gpus whole devices
 */
public record Quantities(int cores, long memoryMib, long diskGib, int gpus) {
    public static final Quantities NONE = new Quantities(0, 0, 0, 0);

    public Quantities {
        if (cores < 0 || memoryMib < 0 || diskGib < 0 || gpus < 0) {
            throw new IllegalArgumentException("quantities are never negative: cores=" + cores + " memoryMib="
                    + memoryMib + " diskGib=" + diskGib + " gpus=" + gpus);
        }
    }

    public Quantities plus(Quantities other) {
        return new Quantities(
                Math.addExact(cores, other.cores),
                Math.addExact(memoryMib, other.memoryMib),
                Math.addExact(diskGib, other.diskGib),
                Math.addExact(gpus, other.gpus));
    }

    /** What is left after taking {@code other} away, which must {@link #fits fit}. */
    public Quantities minus(Quantities other) {
        return new Quantities(
                cores - other.cores, memoryMib - other.memoryMib, diskGib - other.diskGib, gpus - other.gpus);
    }

    /** Whether {@code other} can be taken from this. */
    public boolean fits(Quantities other) {
        return other.cores <= cores && other.memoryMib <= memoryMib && other.diskGib <= diskGib && other.gpus <= gpus;
    }

    @Override
    public String toString() {
        return cores + " cores, " + memoryMib + " MiB, " + diskGib + " GiB disk, " + gpus + " gpus";
    }
}
