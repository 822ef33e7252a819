/** The commands about operations, and the waiting that other commands do with {@code --wait}. */
@NullMarked
package dev.holdfast.cli.operation;

import org.jspecify.annotations.NullMarked;
