package dev.holdfast.node.host;

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
import dev.holdfast.node.agent.AgentOrder;
import dev.holdfast.node.codec.Body;
import dev.holdfast.node.codec.Sendable;
import dev.holdfast.node.resource.ResourceMessage;
import dev.holdfast.node.resource.Surroundings;
import dev.holdfast.node.telemetry.PlacementFigures;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;

/** The world around a host: the session of its agent, and the instances that hold claims on it. */
public final class HostSurroundings implements Surroundings<HostEffect> {
    private final HostId host;
    private final Supplier<ActorRef<ShardingEnvelope<ResourceMessage>>> instances;
    private final PlacementFigures figures;

    public HostSurroundings(
            HostId host, Supplier<ActorRef<ShardingEnvelope<ResourceMessage>>> instances, PlacementFigures figures) {
        this.host = host;
        this.instances = instances;
        this.figures = figures;
    }

    @Override
    public boolean send(HostEffect effect, Instant affirmedAt, Optional<ActorRef<Sendable>> partner) {
        return switch (effect) {
            case HostEffect.Assign(EffectKey key, InstanceName name, var order) -> {
                partner.ifPresent(session -> session.tell(new AgentOrder.Assign(name, key.uid(), key.epoch(), order)));
                yield partner.isPresent();
            }
            case HostEffect.TellHolder(EffectKey key, InstanceName name, boolean proven) -> {
                tell(
                        name,
                        proven
                                ? new InstanceCommand.HostProven(key.uid(), host, key.epoch())
                                : new InstanceCommand.HostSilent(key.uid(), host, key.epoch()));
                yield true;
            }
            case HostEffect.AskHolder(EffectKey key, InstanceName name) -> {
                tell(name, new InstanceCommand.ConfirmHolding(key.uid(), host, key.epoch()));
                yield true;
            }
        };
    }

    @Override
    public void tell(Notice notice, Optional<ActorRef<Sendable>> partner) {
        if (notice instanceof HostNotice hostNotice) {
            switch (hostNotice) {
                case HostNotice.ConfirmClaim n ->
                    tell(n.name(), new InstanceCommand.ConfirmClaim(n.uid(), n.host(), n.epoch()));
                case HostNotice.RefuseClaim n -> {
                    figures.refused(n.code());
                    tell(
                            n.name(),
                            new InstanceCommand.RefuseClaim(n.uid(), n.host(), n.epoch(), n.code(), n.message()));
                }
                case HostNotice.ConfirmRelease n ->
                    tell(n.name(), new InstanceCommand.ConfirmRelease(n.uid(), n.host(), n.epoch()));
                case HostNotice.AcknowledgeOrder n -> acknowledge(n);
                case HostNotice.TellInstance n -> tell(n.name(), observation(n.host(), n.resident()));
                case HostNotice.AskAgent n ->
                    partner.ifPresent(session -> session.tell(new AgentOrder.Ask(n.uid(), n.epoch())));
                case HostNotice.DismissResident n ->
                    partner.ifPresent(session -> session.tell(new AgentOrder.Dismiss(n.uid(), n.epoch(), n.number())));
            }
        }
    }

    @Override
    public void dismiss(ActorRef<Sendable> partner) {
        partner.tell(new AgentOrder.Leave());
    }

    /** A run and a stop never share a cause, so at most one of the two keys is known to the instance. */
    private void acknowledge(HostNotice.AcknowledgeOrder order) {
        for (String kind : new String[] {"run", "stop"}) {
            instances
                    .get()
                    .tell(new ShardingEnvelope<>(
                            order.name().toString(),
                            new ResourceMessage.Acknowledge(
                                    new EffectKey(kind, order.uid(), order.epoch(), order.cause()))));
        }
    }

    private static InstanceCommand observation(HostId host, Resident resident) {
        return new InstanceCommand.ObserveInstance(
                resident.uid(),
                host,
                resident.epoch(),
                resident.assignment(),
                resident.report(),
                power(resident.power()),
                resident.failure());
    }

    private static ObservedPower power(Resident.Sight sight) {
        return switch (sight) {
            case CREATING -> ObservedPower.CREATING;
            case STARTING -> ObservedPower.STARTING;
            case RUNNING -> ObservedPower.RUNNING;
            case STOPPING -> ObservedPower.STOPPING;
            case STOPPED -> ObservedPower.STOPPED;
            case GONE -> ObservedPower.GONE;
        };
    }

    private void tell(InstanceName name, InstanceCommand command) {
        instances
                .get()
                .tell(new ShardingEnvelope<>(
                        name.toString(), new ResourceMessage.Tell(new Body(command), Party.host(host.value()))));
    }
}
