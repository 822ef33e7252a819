@NullMarked
package dev.holdfast.sim.model;

import org.jspecify.annotations.NullMarked;
