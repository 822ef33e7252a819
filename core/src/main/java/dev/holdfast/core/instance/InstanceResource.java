package dev.holdfast.core.instance;

import dev.holdfast.core.filter.Fields;
import dev.holdfast.core.resource.Archivable;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Deadline;
import dev.holdfast.core.resource.Decision;
import dev.holdfast.core.resource.Finding;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.resource.Recorded;
import dev.holdfast.core.resource.Resource;
import dev.holdfast.core.shared.InstanceName;
import java.util.List;
import java.util.Optional;

/** Instances, as the shell knows every kind of resource. An instance's id is {@code project/name}. */
public final class InstanceResource
        implements Resource<InstanceState, InstanceCommand, InstanceEvent, InstanceEffect, InstanceRejection> {
    /** The first half of every instance's persistence id. */
    public static final String TYPE = "instance";

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public InstanceState unknown(String id, Floor floor) {
        return new InstanceState.Absent(InstanceName.parse(id), floor);
    }

    @Override
    public Decision<InstanceEvent, InstanceRejection> decide(
            InstanceState state, InstanceCommand command, Context context) {
        return InstanceDecider.decide(state, command, context);
    }

    @Override
    public InstanceState evolve(InstanceState state, Recorded<InstanceEvent> fact) {
        return InstanceEvolver.evolve(state, fact);
    }

    @Override
    public List<InstanceEffect> outstanding(InstanceState state) {
        return InstanceObligations.outstanding(state);
    }

    @Override
    public Optional<Deadline<InstanceCommand>> deadline(InstanceState state) {
        return InstanceObligations.deadline(state).map(at -> new Deadline<>(at, new InstanceCommand.ExpireDeadline()));
    }

    @Override
    public List<Finding> audit(InstanceState state) {
        return InstanceAudit.of(state);
    }

    @Override
    public List<Finding> audit(InstanceState before, InstanceState after) {
        return InstanceAudit.of(before, after);
    }

    /** A tombstone that owes nothing, when the request ids of its last life may be forgotten. */
    @Override
    public Optional<Archivable> archivable(InstanceState state) {
        return state instanceof InstanceState.Deleted(Life life)
                        && life.departures().isEmpty()
                ? Optional.of(new Archivable(life.since().plus(Operations.MEMORY), life.epoch()))
                : Optional.empty();
    }

    @Override
    public boolean restless(InstanceState state) {
        return switch (state) {
            case InstanceState.Seeking _,
                    InstanceState.Creating _,
                    InstanceState.Starting _,
                    InstanceState.Stopping _,
                    InstanceState.Restarting _,
                    InstanceState.Deallocating _,
                    InstanceState.Disconnected _ -> true;
            case InstanceState.Absent _ -> false;
            case InstanceState.Pending living -> owesReleases(living);
            case InstanceState.Running living -> owesReleases(living);
            case InstanceState.Stopped living -> owesReleases(living);
            case InstanceState.Releasing living -> owesReleases(living);
            case InstanceState.Deallocated living -> owesReleases(living);
            case InstanceState.Deleting living -> owesReleases(living);
            case InstanceState.Deleted living -> owesReleases(living);
            case InstanceState.Failed living -> owesReleases(living);
        };
    }

    private static boolean owesReleases(InstanceState.Living state) {
        return !state.life().departures().isEmpty();
    }

    @Override
    public boolean heardFromHost(InstanceCommand command) {
        return switch (command) {
            case InstanceCommand.ConfirmClaim _,
                    InstanceCommand.RefuseClaim _,
                    InstanceCommand.ConfirmRelease _,
                    InstanceCommand.ObserveInstance _,
                    InstanceCommand.ConfirmHolding _ -> true;
            case InstanceCommand.UserCommand _,
                    InstanceCommand.PlaceInstance _,
                    InstanceCommand.ReportNoCapacity _,
                    InstanceCommand.HostSilent _,
                    InstanceCommand.HostProven _,
                    InstanceCommand.ExpireDeadline _ -> false;
        };
    }

    @Override
    public boolean listed(InstanceState state) {
        return !(state instanceof InstanceState.Absent) && !(state instanceof InstanceState.Deleted);
    }

    @Override
    public Fields<InstanceState> fields() {
        return InstanceFields.ALL;
    }

    @Override
    public String describe(InstanceEvent event) {
        return InstanceSentences.of(event);
    }
}
