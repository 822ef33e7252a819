/** Many runs of the deterministic world: counted, covered, judged twice, shrunk, and told to whoever asked for them. */
@NullMarked
package dev.holdfast.sim.campaign;

import org.jspecify.annotations.NullMarked;
