/** The commands about hosts, for operators. */
@NullMarked
package dev.holdfast.cli.host;

import org.jspecify.annotations.NullMarked;
