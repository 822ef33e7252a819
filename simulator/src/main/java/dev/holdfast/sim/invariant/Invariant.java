package dev.holdfast.sim.invariant;

import java.util.List;

/** Something that must hold whatever happened. */
public interface Invariant {
    /** Those that a run on real processes is held to. */
    List<Invariant> ALL = List.of(
            new AcknowledgedSurvives(),
            new RequestIdOnce(),
            new OneLiveIncarnation(),
            new RunsAsListed(),
            new ClaimsWithinCapacity(),
            new SpreadHeld(),
            new EventsContiguous(),
            new EverythingFinished());

    Finding judge(Evidence evidence);
}
