/**
 * The way in: the gRPC server with validation, limits and one status mapping, and {@code /health} with its pages for
 * those who watch processes. What is asked of one noun is answered in that noun's package.
 */
@NullMarked
package dev.holdfast.node.edge;

import org.jspecify.annotations.NullMarked;
