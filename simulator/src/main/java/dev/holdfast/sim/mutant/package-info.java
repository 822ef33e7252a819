/**
 * Planted bugs: a wrong step in the place of a right one where production code is put together. A judge that finds none
 * of them is worthless, and so is one that nobody has tried. They live in the simulator and are in no node's jar.
 */
@NullMarked
package dev.holdfast.sim.mutant;

import org.jspecify.annotations.NullMarked;
