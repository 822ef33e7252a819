/**
 * What is asked of a cluster: arrivals of instances from a real trace or from a model fitted to it, and the plan of
 * creations, stops, starts and deletions that follows from them. Nothing here talks to a cluster or knows the time.
 */
@NullMarked
package dev.holdfast.sim.workload;

import org.jspecify.annotations.NullMarked;
