/** The commands about instances: create, look, start, stop, delete. */
@NullMarked
package dev.holdfast.cli.instance;

import org.jspecify.annotations.NullMarked;
