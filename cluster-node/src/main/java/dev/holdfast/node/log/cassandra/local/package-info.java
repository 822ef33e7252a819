/** A real Cassandra as child processes on this machine, for trials and tests: nothing of it is part of a node. */
@NullMarked
package dev.holdfast.node.log.cassandra.local;

import org.jspecify.annotations.NullMarked;
