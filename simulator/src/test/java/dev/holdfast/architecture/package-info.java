/**
 * The architecture as tests: what the packages may know of each other, and what nobody may do. Each rule is shown to
 * fail on an offender of its own.
 */
@NullMarked
package dev.holdfast.architecture;

import org.jspecify.annotations.NullMarked;
