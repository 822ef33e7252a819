@NullMarked
package dev.holdfast.sim.world;

import org.jspecify.annotations.NullMarked;
