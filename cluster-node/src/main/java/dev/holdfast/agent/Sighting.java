package dev.holdfast.agent;

import dev.holdfast.core.host.Resident.Sight;

/**
 * What a driver sees of one incarnation; {@code GONE} when nothing of it is there.
 *
 * @param fenced whether it was killed because the host's lease had ended, so that it is never started again here
 */
public record Sighting(Incarnation incarnation, Sight power, boolean fenced) {
    /** Of one that nobody has fenced. */
    public Sighting(Incarnation incarnation, Sight power) {
        this(incarnation, power, false);
    }
}
