package dev.holdfast.node.telemetry;

import dev.holdfast.core.shared.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What the placer tells, and what hosts make of it. */
public final class PlacementFigures {
    private final Counter chosen;
    private final Counter forced;
    private final Counter nowhere;
    private final Counter full;
    private final Counter cordoned;
    private final Counter other;

    PlacementFigures(MeterRegistry registry) {
        Meters meters = new Meters(registry);
        this.chosen = meters.counter(Figure.PLACEMENTS, "chosen");
        this.forced = meters.counter(Figure.PLACEMENTS, "forced");
        this.nowhere = meters.counter(Figure.PLACEMENTS, "nowhere");
        this.full = meters.counter(Figure.CLAIMS_REFUSED, "full");
        this.cordoned = meters.counter(Figure.CLAIMS_REFUSED, "cordoned");
        this.other = meters.counter(Figure.CLAIMS_REFUSED, "other");
    }

    /** @param spreadForced whether the spread was broken for want of hosts */
    public void chosen(boolean spreadForced) {
        (spreadForced ? forced : chosen).increment();
    }

    public void nowhere() {
        nowhere.increment();
    }

    /**
     * A host of this node did not take a claim that a placer had chosen it for.
     *
     * @param reason of what does not hold a claim any more (NOT_HELD) nothing is counted: that is no placer's choice
     */
    public void refused(ErrorCode reason) {
        if (reason == ErrorCode.HOST_FULL) {
            full.increment();
        } else if (reason == ErrorCode.HOST_CORDONED) {
            cordoned.increment();
        } else if (reason != ErrorCode.NOT_HELD) {
            other.increment();
        }
    }
}
