/** Claims about how speed is measured and told; none about how fast anything is. */
@NullMarked
package dev.holdfast.sim.bench;

import org.jspecify.annotations.NullMarked;
