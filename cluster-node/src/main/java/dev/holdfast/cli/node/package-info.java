/** {@code holdfast node}: one node of a region, as an operator runs it. */
@NullMarked
package dev.holdfast.cli.node;

import org.jspecify.annotations.NullMarked;
