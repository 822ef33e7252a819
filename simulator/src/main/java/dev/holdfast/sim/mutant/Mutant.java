package dev.holdfast.sim.mutant;

import dev.holdfast.sim.world.Seams;
import java.util.function.Supplier;

/**
 * One planted bug.
 *
 * @param name how it is called on the command line
 * @param broken what is wrong, in a sentence
 * @param rule which rule of docs/log.md or docs/lifecycle.md, or which promise of the README, it breaks
 * @param seams fresh ones for each run, since some bugs remember things
 */
public record Mutant(String name, String broken, String rule, Supplier<Seams> seams) {}
