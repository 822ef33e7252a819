package dev.holdfast.core.resource;

import dev.holdfast.core.shared.Uid;
import java.time.Instant;

/**
 * What a decision may use besides state and command, handed in ready-made.
 *
 * @param now the node's wall clock, milliseconds; for deadlines and retention, never for safety
 * @param party who gives the command
 * @param freshUid a uid that was never used, should the command begin a life
 */
public record Context(Instant now, Party party, Uid freshUid) {}
