package dev.holdfast.sim.workload;

import dev.holdfast.core.shared.Quantities;
import java.time.Duration;

/** One thing for a driver of load to ask of the cluster. */
public sealed interface Step {
    /** When to ask, after the start of the workload. */
    Duration at();

    /** Which instance: 0 for the first that is created, then one by one. */
    long index();

    /**
     * A new instance is wanted.
     *
     * @param batch equal for instances that belong together, which makes it their spread key
     */
    record Create(Duration at, long index, long batch, Quantities size) implements Step {}

    /** A living instance that runs, as far as the plan goes, shall stop. */
    record Stop(Duration at, long index) implements Step {}

    /** An instance that the plan stopped shall run again. */
    record Start(Duration at, long index) implements Step {}

    /** The instance is no longer wanted; no step for it follows. */
    record Delete(Duration at, long index) implements Step {}
}
