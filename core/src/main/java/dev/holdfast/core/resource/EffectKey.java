package dev.holdfast.core.resource;

import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.Uid;

/**
 * The one key of an effect. Per (uid, epoch) the receiver keeps the highest cause durably and refuses lower ones.
 *
 * @param kind which kind of effect, for the few that share a cause
 * @param uid whose life it belongs to
 * @param epoch the attempt that it belongs to
 * @param cause sequence of the event that caused it
 */
public record EffectKey(String kind, Uid uid, Epoch epoch, long cause) {}
