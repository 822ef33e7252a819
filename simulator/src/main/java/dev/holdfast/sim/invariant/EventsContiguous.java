package dev.holdfast.sim.invariant;

import dev.holdfast.v1.InstanceEvent;
import java.util.ArrayList;
import java.util.List;

/** Each instance's events are numbered 1, 2, 3... without a gap. */
public final class EventsContiguous implements Invariant {
    @Override
    public Finding judge(Evidence evidence) {
        List<String> gaps = new ArrayList<>();
        long looked = 0;
        for (var entry : evidence.events().entrySet()) {
            long expected = 1;
            for (InstanceEvent event : entry.getValue()) {
                looked++;
                if (event.getSequence() != expected) {
                    gaps.add(entry.getKey() + ": event " + event.getSequence() + " stands where " + expected
                            + " should");
                    break;
                }
                expected++;
            }
        }
        return new Finding("gaps in events", looked, gaps);
    }
}
