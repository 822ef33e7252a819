@NullMarked
package dev.holdfast.sim.history;

import org.jspecify.annotations.NullMarked;
