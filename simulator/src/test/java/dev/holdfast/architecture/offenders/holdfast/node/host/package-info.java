/** Offenders: a noun in another's place. */
@NullMarked
package dev.holdfast.architecture.offenders.holdfast.node.host;

import org.jspecify.annotations.NullMarked;
