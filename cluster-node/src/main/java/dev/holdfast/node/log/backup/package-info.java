/** A region's log in one file, and a new store out of such a file. The format is in docs/log.md. */
@NullMarked
package dev.holdfast.node.log.backup;

import org.jspecify.annotations.NullMarked;
