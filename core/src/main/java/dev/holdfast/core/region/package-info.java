/**
 * A region as a whole: what its hosts have and have left, and the sizes that its operator offers. Knows no host's or
 * instance's life.
 */
@NullMarked
package dev.holdfast.core.region;

import org.jspecify.annotations.NullMarked;
