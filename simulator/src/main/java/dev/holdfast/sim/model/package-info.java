/**
 * The life of an instance as its design page has it, written by hand for judging: words and numbers only. It never
 * looks at the code that it judges, neither at its states nor at its deciders.
 */
@NullMarked
package dev.holdfast.sim.model;

import org.jspecify.annotations.NullMarked;
