/**
 * Judges, each a class with a name. They hold what clients were told and what hosts ran, both kept outside the nodes,
 * against the log. A judge that saw nothing says so, and is not taken for a good sign.
 */
@NullMarked
package dev.holdfast.sim.invariant;

import org.jspecify.annotations.NullMarked;
