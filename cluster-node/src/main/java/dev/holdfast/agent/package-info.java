/**
 * The process on a host: what it was assigned, what its driver sees, and its session with the cluster. What it promises
 * is on its disk before it acts, so that it may die at any time.
 */
@NullMarked
package dev.holdfast.agent;

import org.jspecify.annotations.NullMarked;
