/** A store that lives and dies with its process: for tests and trials. */
@NullMarked
package dev.holdfast.node.log.memory;

import org.jspecify.annotations.NullMarked;
