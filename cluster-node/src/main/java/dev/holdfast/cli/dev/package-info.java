/** {@code holdfast dev}: a whole region on this machine. */
@NullMarked
package dev.holdfast.cli.dev;

import org.jspecify.annotations.NullMarked;
