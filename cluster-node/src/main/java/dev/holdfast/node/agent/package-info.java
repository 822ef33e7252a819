/** The cluster's side of an agent's session. What an agent says and is told becomes commands and orders of its host. */
@NullMarked
package dev.holdfast.node.agent;

import org.jspecify.annotations.NullMarked;
