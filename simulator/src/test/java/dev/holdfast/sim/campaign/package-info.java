@NullMarked
package dev.holdfast.sim.campaign;

import org.jspecify.annotations.NullMarked;
