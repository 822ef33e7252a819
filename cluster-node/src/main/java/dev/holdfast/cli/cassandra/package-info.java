/** {@code holdfast cassandra}: a Cassandra of one's own on this machine. */
@NullMarked
package dev.holdfast.cli.cassandra;

import org.jspecify.annotations.NullMarked;
