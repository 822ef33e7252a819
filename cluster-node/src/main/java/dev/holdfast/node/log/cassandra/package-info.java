/**
 * The store for several nodes: a Cassandra. One commit is one conditional write of a partition; every node of the
 * region may try, and Cassandra lets one through.
 */
@NullMarked
package dev.holdfast.node.log.cassandra;

import org.jspecify.annotations.NullMarked;
