/** Hosts' side of the world: their names in the log, what their effects do, their gRPC service. */
@NullMarked
package dev.holdfast.node.host;

import org.jspecify.annotations.NullMarked;
