@NullMarked
package dev.holdfast.sim.packing;

import org.jspecify.annotations.NullMarked;
