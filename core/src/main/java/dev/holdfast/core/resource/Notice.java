package dev.holdfast.core.resource;

/**
 * A courtesy: something told to the outside once, after the commit. Losing it does no harm, because whoever misses it
 * asks again; what must not be lost is an {@link Effect}. It carries only what its receiver checks for itself.
 */
public interface Notice {}
