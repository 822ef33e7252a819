/** Offenders: something that the box below reaches up to. */
@NullMarked
package dev.holdfast.architecture.offenders.holdfast.core.resource;

import org.jspecify.annotations.NullMarked;
