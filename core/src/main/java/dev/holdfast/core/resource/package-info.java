/**
 * What every resource has in common: the three pure functions, the words around them, and the shell's algorithm. A rule
 * about one kind of resource belongs in that kind's package.
 */
@NullMarked
package dev.holdfast.core.resource;

import org.jspecify.annotations.NullMarked;
