@NullMarked
package dev.holdfast.sim.mutant;

import org.jspecify.annotations.NullMarked;
