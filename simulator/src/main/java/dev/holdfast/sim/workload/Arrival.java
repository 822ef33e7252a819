package dev.holdfast.sim.workload;

import dev.holdfast.core.shared.Quantities;
import java.time.Duration;
import java.util.Optional;

/**
 * One instance that somebody wants.
 *
 * <p>Neither disks nor GPUs are in the Azure trace. By a rule of ours every instance of a trace or model asks for
 * {@value #DISK_GIB} GiB of disk, a plain system disk, and for no GPU: so disk is claimed and accounted like the rest,
 * but says nothing about who fits where.
 *
 * @param at after the start of the workload; not negative
 * @param batch equal for the instances that one customer asked for together, which makes it their spread key; not
 *     negative
 * @param size what it takes of a host
 * @param lifetime from arrival to deletion; empty if it is never deleted
 */
public record Arrival(Duration at, long batch, Quantities size, Optional<Duration> lifetime) {
    /** What each instance takes of a disk, by a rule of ours. */
    static final int DISK_GIB = 30;

    public Arrival {
        if (at.isNegative()) {
            throw new IllegalArgumentException("at is never negative: " + at);
        }
        if (batch < 0) {
            throw new IllegalArgumentException("batch is never negative: " + batch);
        }
        if (lifetime.filter(Duration::isNegative).isPresent()) {
            throw new IllegalArgumentException("lifetime is never negative: " + lifetime.get());
        }
    }

    /** A size of the trace, with the disk that it does not tell. */
    static Quantities sized(int cores, long memoryMib) {
        return new Quantities(cores, memoryMib, DISK_GIB, 0);
    }

    /**
     * The same want in a workload that runs {@code factor} times as fast: it comes earlier and lives shorter. Whatever
     * a driver, a deadline or a retry takes is not scaled, so a workload that is run faster is a heavier one, not the
     * same one in a hurry.
     *
     * @param factor more than 0; below 1 slows down
     * @throws IllegalArgumentException if the factor is not a positive, finite number
     */
    public Arrival speededUp(double factor) {
        if (!(factor > 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("speedup must be a finite number above 0, was " + factor);
        }
        return new Arrival(divided(at, factor), batch, size, lifetime.map(each -> divided(each, factor)));
    }

    private static Duration divided(Duration duration, double factor) {
        return Duration.ofNanos(Math.round(duration.toNanos() / factor));
    }
}
