package dev.holdfast.sim.bench;

import dev.holdfast.sim.bench.BenchReport.Bar;
import dev.holdfast.sim.bench.BenchReport.Figure;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Durable life-cycle transitions a second in one process, views on, against the very same entities over Pekko's
 * in-memory journal with serialization. Both run in the same JVM in turns, so that a noisy machine disturbs both alike.
 */
final class TransitionsBench {
    private static final double LEAST_RATIO = 0.5;

    /**
     * How hard and how long.
     *
     * @param instances on each side, at least 1
     * @param inFlight commands that are asked at once, at least 1
     */
    record Load(int instances, int inFlight, Rounds rounds) {
        Load {
            Bounds.atLeastOne("instances", instances);
            Bounds.atLeastOne("in-flight", inFlight);
        }
    }

    private TransitionsBench() {}

    /**
     * @param folder for our log; empty or absent
     * @throws IllegalStateException if a side does not start, or persists nothing while it is measured
     */
    static BenchReport run(Path folder, Load load, Consumer<String> progress) throws InterruptedException {
        progress.accept("starting both sides with " + load.instances() + " instances each");
        BenchSide ours = BenchSide.ours(folder, load.instances(), load.inFlight(), progress);
        try {
            BenchSide ceiling = BenchSide.ceiling(load.instances(), load.inFlight(), progress);
            try {
                List<Double> perS = load.rounds().perS(List.of(ours, ceiling), load.inFlight(), progress);
                return report(perS.get(0), perS.get(1));
            } finally {
                ceiling.close();
            }
        } finally {
            ours.close();
        }
    }

    private static BenchReport report(double ours, double ceiling) {
        return new BenchReport(
                "transitions",
                List.of(
                        Figure.of("transitions_per_s", ours, 1, "events persisted a second, median of the rounds"),
                        Figure.of("ceiling_per_s", ceiling, 1, "the same entities over a journal in memory"),
                        Figure.of("ratio", ours / ceiling, 3, "the one by the other", new Bar.AtLeast(LEAST_RATIO))));
    }
}
