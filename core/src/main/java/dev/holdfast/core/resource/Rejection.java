package dev.holdfast.core.resource;

import dev.holdfast.core.shared.ErrorCode;

/** Why a command is refused, as a value. */
public interface Rejection {
    ErrorCode code();

    /** What was refused and why, in one line for a person; names the resource and what stands in the way. */
    String message();
}
