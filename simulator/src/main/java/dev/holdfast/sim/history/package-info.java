/**
 * What clients sent and were told, kept outside the nodes: the one record that can show what a control plane has lost.
 */
@NullMarked
package dev.holdfast.sim.history;

import org.jspecify.annotations.NullMarked;
