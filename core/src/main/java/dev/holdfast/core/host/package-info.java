/**
 * One host: its capacity, who holds what of it, what its agent is told, what its agent says. Knows instances only by
 * name, uid and epoch.
 */
@NullMarked
package dev.holdfast.core.host;

import org.jspecify.annotations.NullMarked;
