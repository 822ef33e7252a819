package dev.holdfast.agent;

import dev.holdfast.core.host.Resident.Sight;

/** What a driver sees of one incarnation; {@code GONE} when nothing of it is there. */
public record Sighting(Incarnation incarnation, Sight power) {}
