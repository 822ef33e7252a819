package dev.holdfast.sim.invariant;

import java.util.List;

/**
 * What a judge found.
 *
 * @param name in a word or two, as the table has it
 * @param looked at how many things
 * @param broken one sentence for each thing that is wrong
 */
public record Finding(String name, long looked, List<String> broken) {
    public Finding {
        broken = List.copyOf(broken);
    }

    public boolean holds() {
        return broken.isEmpty();
    }
}
