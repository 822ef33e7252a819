package dev.holdfast.architecture.offenders.holdfast.node.log;

import dev.holdfast.core.host.HostEvent;
import dev.holdfast.core.host.HostResource;
import dev.holdfast.core.host.HostState;
import dev.holdfast.core.resource.Recorded;
import java.util.function.BiFunction;

final class HandsOnEvolve {
    BiFunction<HostState, Recorded<HostEvent>, HostState> evolve(HostResource hosts) {
        return hosts::evolve;
    }
}
