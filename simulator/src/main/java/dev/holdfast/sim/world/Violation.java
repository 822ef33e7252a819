package dev.holdfast.sim.world;

/**
 * Something that must never be, and was.
 *
 * @param judge who found it
 * @param what in a sentence
 * @param nanos when
 */
public record Violation(String judge, String what, long nanos) {}
