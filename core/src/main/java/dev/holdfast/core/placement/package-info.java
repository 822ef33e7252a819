/**
 * Where an instance goes: check, score, choose, as values, over a view of the region's hosts. Nothing here asks a host
 * or holds capacity; the host's own decider has the last word.
 */
@NullMarked
package dev.holdfast.core.placement;

import org.jspecify.annotations.NullMarked;
