/** Hosts that only pretend to run instances, but keep a synced record of what they pretend; and fleets of them. */
@NullMarked
package dev.holdfast.agent.simulated;

import org.jspecify.annotations.NullMarked;
