package dev.holdfast.core.instance;

import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.HostId;
import java.time.Instant;

/**
 * The last change that a host reported.
 *
 * @param report the report's number, by which older ones are told
 * @param generation of the spec that was current then
 */
public record Observation(
        ObservedPower power, HostId host, Epoch epoch, long report, long generation, Instant seenAt) {}
