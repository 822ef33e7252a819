/**
 * One instance: what it is told, what becomes true, what it owes, why it refuses. Each state has a file of its own
 * ({@code WhenRunning}...), which decides every command in that state.
 */
@NullMarked
package dev.holdfast.core.instance;

import org.jspecify.annotations.NullMarked;
