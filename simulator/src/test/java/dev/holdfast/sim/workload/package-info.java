/** Claims about traces, models and plans of load. */
@NullMarked
package dev.holdfast.sim.workload;

import org.jspecify.annotations.NullMarked;
