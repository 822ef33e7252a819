package dev.holdfast.sim.world;

import dev.holdfast.core.resource.ResourceState;
import dev.holdfast.core.shared.ErrorCode;

/** What a resource says to whoever asked it. */
public sealed interface Answer {
    /** It is so, as this state shows. */
    record Done(ResourceState state) implements Answer {}

    /** It is not so; the code says whether that is certain. */
    record Refused(ErrorCode code, String message) implements Answer {}
}
