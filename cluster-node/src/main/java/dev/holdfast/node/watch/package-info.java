/**
 * Watches: one session follows all shards of a type for one caller, from a snapshot or from a resume token. What is
 * told comes from the shards' keepers; how it looks in the interface, the nouns' own packages know.
 */
@NullMarked
package dev.holdfast.node.watch;

import org.jspecify.annotations.NullMarked;
