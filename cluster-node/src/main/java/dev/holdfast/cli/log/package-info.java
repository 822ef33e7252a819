/** {@code holdfast log}: what is done to the store of a region's log, beside any node. */
@NullMarked
package dev.holdfast.cli.log;

import org.jspecify.annotations.NullMarked;
