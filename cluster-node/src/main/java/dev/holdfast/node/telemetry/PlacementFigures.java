package dev.holdfast.node.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What the placer tells. */
public final class PlacementFigures {
    private final Counter chosen;
    private final Counter forced;
    private final Counter nowhere;

    PlacementFigures(MeterRegistry registry) {
        Meters meters = new Meters(registry);
        this.chosen = meters.counter(Figure.PLACEMENTS, "chosen");
        this.forced = meters.counter(Figure.PLACEMENTS, "forced");
        this.nowhere = meters.counter(Figure.PLACEMENTS, "nowhere");
    }

    /** @param spreadForced whether the spread was broken for want of hosts */
    public void chosen(boolean spreadForced) {
        (spreadForced ? forced : chosen).increment();
    }

    public void nowhere() {
        nowhere.increment();
    }
}
