package dev.holdfast.agent;

import dev.holdfast.core.host.Workload;
import java.time.Duration;
import java.util.Optional;

/** What is to be done next about an instance. */
sealed interface Step {
    /** An order to the driver. */
    sealed interface Order extends Step {
        Incarnation incarnation();

        /** The assignment that wants it; zero when none ever named this incarnation. */
        long number();
    }

    record Create(Incarnation incarnation, long number, String instance, Workload workload) implements Order {}

    record Start(Incarnation incarnation, long number, Workload workload) implements Order {}

    record Stop(Incarnation incarnation, long number, Duration grace) implements Order {}

    record Remove(Incarnation incarnation, long number) implements Order {}

    /** Nothing is left to do for an assignment. */
    record Finish(TakenUp assignment, Optional<String> failure) implements Step {}

    /** Something is under way, or nothing is owed. */
    record Wait() implements Step {}
}
