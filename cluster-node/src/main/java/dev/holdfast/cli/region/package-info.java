/** {@code holdfast region}: a region as a whole, and its sizes. */
@NullMarked
package dev.holdfast.cli.region;

import org.jspecify.annotations.NullMarked;
