/** Seeded generators and the runner of properties; shared with the other modules' tests and the simulator. */
@NullMarked
package dev.holdfast.core.testing;

import org.jspecify.annotations.NullMarked;
