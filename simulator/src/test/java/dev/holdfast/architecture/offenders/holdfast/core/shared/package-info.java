/** Offenders: what nobody may do in core. */
@NullMarked
package dev.holdfast.architecture.offenders.holdfast.core.shared;

import org.jspecify.annotations.NullMarked;
