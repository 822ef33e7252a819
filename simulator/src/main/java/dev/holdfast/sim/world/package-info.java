/**
 * The deterministic world: one thread, virtual time, one seed. Core's own classes run in it among a store, a network,
 * nodes, hosts and clients that are simulated; the same seed gives the same run to the last event.
 */
@NullMarked
package dev.holdfast.sim.world;

import org.jspecify.annotations.NullMarked;
