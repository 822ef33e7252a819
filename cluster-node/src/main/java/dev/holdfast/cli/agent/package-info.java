/** {@code holdfast agent}: what runs on hosts, and what plays them. */
@NullMarked
package dev.holdfast.cli.agent;

import org.jspecify.annotations.NullMarked;
