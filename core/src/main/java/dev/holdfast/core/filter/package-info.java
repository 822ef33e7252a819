/**
 * Which of a list's resources are wanted, and in what order: filters and orders as people write them, and as they are
 * held against states. Knows no kind of resource; each kind says which fields it has.
 */
@NullMarked
package dev.holdfast.core.filter;

import org.jspecify.annotations.NullMarked;
