/** Offenders: the other half of a circle. */
@NullMarked
package dev.holdfast.architecture.offenders.holdfast.node.view;

import org.jspecify.annotations.NullMarked;
