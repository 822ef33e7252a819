package dev.holdfast.core.instance;

import dev.holdfast.core.instance.InstanceCommand.DeleteInstance;
import dev.holdfast.core.instance.InstanceEvent.DeletionRequested;
import dev.holdfast.core.instance.InstanceEvent.InstanceDeleted;
import dev.holdfast.core.resource.Decision;

/** How a life ends: delete is the one verb that supersedes whatever is running. */
final class Endings {
    private Endings() {}

    /** From a state in which a host holds a claim, or was asked for one. */
    static Decision<InstanceEvent, InstanceRejection> depart(DeleteInstance delete) {
        return Decision.accept(new DeletionRequested(delete.request().id()));
    }

    /** From a state without a claim: gone at once, unless a host that was left has still not confirmed. */
    static Decision<InstanceEvent, InstanceRejection> vanish(Life life, DeleteInstance delete) {
        return life.departures().isEmpty()
                ? Decision.accept(new DeletionRequested(delete.request().id()), new InstanceDeleted())
                : depart(delete);
    }
}
