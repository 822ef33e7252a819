/** A region's side at the edge: its gRPC service, and the sizes that its operator has set. */
@NullMarked
package dev.holdfast.node.region;

import org.jspecify.annotations.NullMarked;
