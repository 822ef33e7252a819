/**
 * Words that several nouns share: identities, numbers that only grow, quantities, error codes. A type belongs here only
 * when two other packages of core need it.
 */
@NullMarked
package dev.holdfast.core.shared;

import org.jspecify.annotations.NullMarked;
