package dev.holdfast.core.resource;

import java.time.Instant;

/**
 * By when a state must have been left, and the command to give when it has not.
 *
 * @param at wall clock; after a replay or an outage it waits for the host to be heard once, or for a grace
 */
public record Deadline<C>(Instant at, C expire) {}
