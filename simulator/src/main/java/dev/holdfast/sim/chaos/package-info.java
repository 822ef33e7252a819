/** {@code holdfast chaos}: a region of real processes, broken on purpose and judged. */
@NullMarked
package dev.holdfast.sim.chaos;

import org.jspecify.annotations.NullMarked;
