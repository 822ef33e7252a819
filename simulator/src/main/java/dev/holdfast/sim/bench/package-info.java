/** Measured speed: each figure is a ratio against a floor or ceiling measured in the same run. */
@NullMarked
package dev.holdfast.sim.bench;

import org.jspecify.annotations.NullMarked;
