/** Offenders: a word that core does not have, in a box that nobody drew. */
@NullMarked
package dev.holdfast.architecture.offenders.holdfast.node.machine;

import org.jspecify.annotations.NullMarked;
