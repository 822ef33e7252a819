package dev.holdfast.sim.world;

import dev.holdfast.core.host.HostEffect;
import dev.holdfast.core.host.HostNotice;
import dev.holdfast.core.host.Resident;
import dev.holdfast.core.instance.InstanceCommand;
import dev.holdfast.core.instance.ObservedPower;
import dev.holdfast.core.resource.EffectKey;
import dev.holdfast.core.resource.Notice;
import dev.holdfast.core.resource.Party;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.InstanceName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The world around a host: the session of its agent, and the instances that hold claims on it. */
final class HostSurroundings implements SimKind.Surroundings<HostEffect> {
    @Override
    public boolean send(SimNode from, String id, HostEffect effect, Instant affirmedAt, Optional<SimSession> partner) {
        return switch (effect) {
            case HostEffect.Assign(EffectKey key, InstanceName name, var order) -> {
                partner.ifPresent(session -> session.assign(from, name, key.uid(), key.epoch(), order));
                yield partner.isPresent();
            }
            case HostEffect.TellHolder(EffectKey key, InstanceName name, boolean proven) -> {
                HostId host = new HostId(id);
                tell(
                        from,
                        id,
                        name,
                        proven
                                ? new InstanceCommand.HostProven(key.uid(), host, key.epoch())
                                : new InstanceCommand.HostSilent(key.uid(), host, key.epoch()));
                yield true;
            }
            case HostEffect.AskHolder(EffectKey key, InstanceName name) -> {
                tell(from, id, name, new InstanceCommand.ConfirmHolding(key.uid(), new HostId(id), key.epoch()));
                yield true;
            }
        };
    }

    @Override
    public void tell(SimNode from, String id, Notice notice, Optional<SimSession> partner) {
        if (notice instanceof HostNotice hostNotice) {
            switch (hostNotice) {
                case HostNotice.ConfirmClaim n ->
                    tell(from, id, n.name(), new InstanceCommand.ConfirmClaim(n.uid(), n.host(), n.epoch()));
                case HostNotice.RefuseClaim n ->
                    tell(
                            from,
                            id,
                            n.name(),
                            new InstanceCommand.RefuseClaim(n.uid(), n.host(), n.epoch(), n.code(), n.message()));
                case HostNotice.ConfirmRelease n ->
                    tell(from, id, n.name(), new InstanceCommand.ConfirmRelease(n.uid(), n.host(), n.epoch()));
                case HostNotice.AcknowledgeOrder n -> acknowledge(from, n);
                case HostNotice.TellInstance n -> tell(from, id, n.name(), observation(n.host(), n.resident()));
                case HostNotice.AskAgent n -> partner.ifPresent(session -> session.ask(from, n.uid(), n.epoch()));
                case HostNotice.DismissResident n ->
                    partner.ifPresent(session -> session.dismiss(from, n.uid(), n.epoch(), n.number()));
            }
        }
    }

    /** A run and a stop never share a cause, so at most one of the two keys is known to the instance. */
    private static void acknowledge(SimNode from, HostNotice.AcknowledgeOrder order) {
        for (String kind : List.of("run", "stop")) {
            EffectKey key = new EffectKey(kind, order.uid(), order.epoch(), order.cause());
            from.region()
                    .tell(
                            from.region().instances(),
                            from.number(),
                            order.name().toString(),
                            entity -> entity.acknowledge(key));
        }
    }

    private static InstanceCommand observation(HostId host, Resident resident) {
        return new InstanceCommand.ObserveInstance(
                resident.uid(),
                host,
                resident.epoch(),
                resident.assignment(),
                resident.report(),
                switch (resident.power()) {
                    case CREATING -> ObservedPower.CREATING;
                    case STARTING -> ObservedPower.STARTING;
                    case RUNNING -> ObservedPower.RUNNING;
                    case STOPPING -> ObservedPower.STOPPING;
                    case STOPPED -> ObservedPower.STOPPED;
                    case GONE -> ObservedPower.GONE;
                },
                resident.failure());
    }

    private static void tell(SimNode from, String id, InstanceName name, InstanceCommand command) {
        from.region()
                .tell(
                        from.region().instances(),
                        from.number(),
                        name.toString(),
                        entity -> entity.execute(command, Party.host(id), Optional.empty()));
    }
}
