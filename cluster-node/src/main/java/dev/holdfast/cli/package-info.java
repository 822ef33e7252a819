/**
 * The command line: what every command shares, and the way from arguments to an exit code. Commands themselves live in
 * a package a noun below, or in other modules that name a {@link dev.holdfast.cli.CommandSource}.
 */
@NullMarked
package dev.holdfast.cli;

import org.jspecify.annotations.NullMarked;
