package dev.holdfast.core.resource;

/**
 * Something about one resource that must never be so, and is. Whoever finds it tells a person; it changes nothing.
 *
 * @param rule what is broken, in one word for all time: {@code over-capacity}
 * @param what one sentence about it, with the figures
 */
public record Finding(String rule, String what) {}
