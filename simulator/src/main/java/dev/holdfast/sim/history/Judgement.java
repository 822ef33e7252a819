package dev.holdfast.sim.history;

import java.util.List;

/**
 * What a judge of a history found.
 *
 * @param looked at how many operations
 * @param broken one sentence for each thing that is wrong
 */
public record Judgement(long looked, List<String> broken) {
    public Judgement {
        broken = List.copyOf(broken);
    }

    public boolean holds() {
        return broken.isEmpty();
    }
}
