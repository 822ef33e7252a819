/** {@code holdfast cluster}: regions of several nodes on this machine, to try and to break. */
@NullMarked
package dev.holdfast.cli.cluster;

import org.jspecify.annotations.NullMarked;
