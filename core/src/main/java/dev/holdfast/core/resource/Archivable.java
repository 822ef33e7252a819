package dev.holdfast.core.resource;

import dev.holdfast.core.shared.Epoch;
import java.time.Instant;

/**
 * A tombstone that owes nothing.
 *
 * @param from when its retention is over
 * @param epoch the highest epoch that it ever used
 */
public record Archivable(Instant from, Epoch epoch) {}
