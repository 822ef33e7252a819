package dev.holdfast.agent;

import dev.holdfast.core.host.Wanted;
import dev.holdfast.core.host.Workload;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.Uid;
import java.time.Instant;
import java.util.Optional;

/**
 * An assignment that the agent has taken up.
 *
 * @param instance projects/{project}/regions/{region}/instances/{instance}; empty for a dismissal
 * @param workload what to run; absent when nothing is to be created
 * @param at when it was taken up
 * @param done whether it was carried out, or could not be
 * @param failure why it could not be
 */
record TakenUp(
        Incarnation incarnation,
        long number,
        Wanted wanted,
        boolean force,
        String instance,
        Optional<Workload> workload,
        Instant at,
        boolean done,
        Optional<String> failure) {

    static TakenUp of(JournalLine.TakenUp line) {
        return new TakenUp(
                new Incarnation(new Uid(line.uid()), new Epoch(line.epoch())),
                line.number(),
                line.wanted(),
                line.force(),
                line.instance(),
                line.workload(),
                line.at(),
                false,
                Optional.empty());
    }

    JournalLine.TakenUp line() {
        return new JournalLine.TakenUp(
                incarnation.uid().value(), incarnation.epoch().value(), number, wanted, force, instance, workload, at);
    }

    TakenUp finished(Optional<String> why) {
        return new TakenUp(incarnation, number, wanted, force, instance, workload, at, true, why);
    }

    /** Whether it is on its way to running. */
    boolean starting() {
        return !done && wanted == Wanted.RUNNING;
    }
}
