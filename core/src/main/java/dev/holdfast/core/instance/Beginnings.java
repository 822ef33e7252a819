package dev.holdfast.core.instance;

import dev.holdfast.core.instance.InstanceCommand.CreateInstance;
import dev.holdfast.core.instance.InstanceEvent.InstanceRequested;
import dev.holdfast.core.instance.InstanceEvent.QuotaGranted;
import dev.holdfast.core.resource.Context;
import dev.holdfast.core.resource.Decision;
import dev.holdfast.core.shared.Epoch;

/** How a life begins: on a name that stands for nothing, and on one whose last life is over. */
final class Beginnings {
    private Beginnings() {}

    /**
     * Quota is granted in the same commit until there are quotas; PENDING is a state of its own because then it will
     * have to be asked for.
     */
    static Decision<InstanceEvent, InstanceRejection> begin(CreateInstance create, Epoch lastEpoch, Context context) {
        return Decision.accept(
                new InstanceRequested(
                        create.name(),
                        context.freshUid(),
                        create.spec(),
                        lastEpoch,
                        create.request().id()),
                new QuotaGranted());
    }
}
