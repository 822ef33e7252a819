/**
 * What goes wrong in a run, when, and for how long: faults as values, so that a run can be written down and cut short.
 */
@NullMarked
package dev.holdfast.sim.fault;

import org.jspecify.annotations.NullMarked;
