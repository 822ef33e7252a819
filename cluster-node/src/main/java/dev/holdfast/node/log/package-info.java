/**
 * The log's side of the world: the actor that runs a {@code ShardLog}, the Pekko plugins over it, the bytes of its
 * rows. The stores have a package each.
 */
@NullMarked
package dev.holdfast.node.log;

import org.jspecify.annotations.NullMarked;
