/** Offenders: what nobody may do inside a node, and half of a circle. */
@NullMarked
package dev.holdfast.architecture.offenders.holdfast.node.log;

import org.jspecify.annotations.NullMarked;
