@NullMarked
package dev.holdfast.sim.fault;

import org.jspecify.annotations.NullMarked;
