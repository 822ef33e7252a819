/** Real nodes and hosts for a scenario: as processes that can be killed. Traffic stays on loopback. */
@NullMarked
package dev.holdfast.sim.cluster;

import org.jspecify.annotations.NullMarked;
