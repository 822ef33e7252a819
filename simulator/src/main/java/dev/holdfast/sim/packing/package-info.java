/**
 * How tightly arrivals can be packed on equal hosts: plain packers, the bound below which none can come, and Holdfast.
 */
@NullMarked
package dev.holdfast.sim.packing;

import org.jspecify.annotations.NullMarked;
