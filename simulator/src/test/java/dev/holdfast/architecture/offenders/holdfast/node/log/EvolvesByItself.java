package dev.holdfast.architecture.offenders.holdfast.node.log;

import dev.holdfast.core.instance.InstanceEvent;
import dev.holdfast.core.instance.InstanceResource;
import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.core.resource.Recorded;

final class EvolvesByItself {
    InstanceState next(InstanceState state, Recorded<InstanceEvent> fact) {
        return new InstanceResource().evolve(state, fact);
    }
}
