/** {@code holdfast demo}. */
@NullMarked
package dev.holdfast.sim.demo;

import org.jspecify.annotations.NullMarked;
