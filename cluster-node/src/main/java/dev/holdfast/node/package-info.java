/** A control-plane node: wiring and nothing else. */
@NullMarked
package dev.holdfast.node;

import org.jspecify.annotations.NullMarked;
