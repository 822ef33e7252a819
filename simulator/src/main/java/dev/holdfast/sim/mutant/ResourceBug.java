package dev.holdfast.sim.mutant;

import dev.holdfast.core.resource.Archivable;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Deadline;
import dev.holdfast.core.resource.Decision;
import dev.holdfast.core.resource.Effect;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.resource.Recorded;
import dev.holdfast.core.resource.Rejection;
import dev.holdfast.core.resource.Resource;
import dev.holdfast.core.resource.ResourceState;
import java.util.List;
import java.util.Optional;

/** The real rules, of which one is replaced. */
abstract class ResourceBug<S extends ResourceState, C, E, F extends Effect, R extends Rejection>
        implements Resource<S, C, E, F, R> {
    private final Resource<S, C, E, F, R> right;

    ResourceBug(Resource<S, C, E, F, R> right) {
        this.right = right;
    }

    @Override
    public final String type() {
        return right.type();
    }

    @Override
    public S unknown(String id, Floor floor) {
        return right.unknown(id, floor);
    }

    @Override
    public Decision<E, R> decide(S state, C command, Context context) {
        return right.decide(state, command, context);
    }

    @Override
    public S evolve(S state, Recorded<E> fact) {
        return right.evolve(state, fact);
    }

    @Override
    public List<F> outstanding(S state) {
        return right.outstanding(state);
    }

    @Override
    public Optional<Deadline<C>> deadline(S state) {
        return right.deadline(state);
    }

    @Override
    public Optional<Archivable> archivable(S state) {
        return right.archivable(state);
    }

    @Override
    public boolean heardFromHost(C command) {
        return right.heardFromHost(command);
    }

    @Override
    public boolean listed(S state) {
        return right.listed(state);
    }

    @Override
    public String describe(E event) {
        return right.describe(event);
    }
}
