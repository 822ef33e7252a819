package dev.holdfast.node.instance;

import dev.holdfast.core.host.HostCommand;
import dev.holdfast.core.host.Workload;
import dev.holdfast.core.instance.InstanceEffect;
import dev.holdfast.core.instance.InstanceNotice;
import dev.holdfast.core.instance.InstanceSpec;
import dev.holdfast.core.resource.Notice;
import dev.holdfast.core.resource.Party;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.node.codec.Body;
import dev.holdfast.node.codec.Sendable;
import dev.holdfast.node.placement.RegionPlacer;
import dev.holdfast.node.resource.ResourceMessage;
import dev.holdfast.node.resource.Surroundings;
import java.time.Instant;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;

/** The world around an instance: its node's chooser of hosts, and the hosts. */
public final class InstanceSurroundings implements Surroundings<InstanceEffect> {
    private final InstanceName name;
    private final ActorRef<RegionPlacer.Message> chooser;
    private final ActorRef<ShardingEnvelope<ResourceMessage>> hosts;

    public InstanceSurroundings(
            InstanceName name,
            ActorRef<RegionPlacer.Message> chooser,
            ActorRef<ShardingEnvelope<ResourceMessage>> hosts) {
        this.name = name;
        this.chooser = chooser;
        this.hosts = hosts;
    }

    @Override
    public boolean send(InstanceEffect effect, Instant affirmedAt, Optional<ActorRef<Sendable>> partner) {
        switch (effect) {
            case InstanceEffect.ChooseHost choose -> chooser.tell(new RegionPlacer.Choose(name, choose.request()));
            case InstanceEffect.ClaimCapacity e ->
                tell(
                        e.host(),
                        new HostCommand.ClaimCapacity(
                                e.hostUid(),
                                e.name(),
                                e.uid(),
                                e.epoch(),
                                e.key().cause(),
                                e.size(),
                                e.spreadKey(),
                                affirmedAt));
            case InstanceEffect.RunOnHost e ->
                tell(
                        e.host(),
                        new HostCommand.RunInstance(
                                e.hostUid(),
                                e.name(),
                                e.uid(),
                                e.epoch(),
                                e.key().cause(),
                                workload(e.spec()),
                                affirmedAt));
            case InstanceEffect.StopOnHost e ->
                tell(
                        e.host(),
                        new HostCommand.StopInstance(
                                e.hostUid(),
                                e.name(),
                                e.uid(),
                                e.epoch(),
                                e.key().cause(),
                                e.force()));
            case InstanceEffect.QueryHost e ->
                tell(e.host(), new HostCommand.QueryInstance(e.hostUid(), e.name(), e.uid(), e.epoch()));
            case InstanceEffect.ReleaseClaim e ->
                tell(
                        e.host(),
                        new HostCommand.ReleaseClaim(
                                e.hostUid(),
                                e.name(),
                                e.uid(),
                                e.epoch(),
                                e.key().cause()));
        }
        return true;
    }

    @Override
    public void tell(Notice notice, Optional<ActorRef<Sendable>> partner) {
        if (notice instanceof InstanceNotice instanceNotice) {
            switch (instanceNotice) {
                case InstanceNotice.DisownClaim(HostId host, var uid, var epoch) ->
                    tell(host, new HostCommand.DisownClaim(uid, epoch));
            }
        }
    }

    /** Nobody attaches to an instance. */
    @Override
    public void dismiss(ActorRef<Sendable> partner) {}

    private void tell(HostId host, HostCommand command) {
        hosts.tell(new ShardingEnvelope<>(
                host.value(), new ResourceMessage.Tell(new Body(command), Party.instance(name.toString()))));
    }

    private static Workload workload(InstanceSpec spec) {
        return new Workload(
                spec.size(),
                spec.image(),
                spec.command(),
                spec.userData(),
                spec.metadata(),
                spec.stopGrace(),
                spec.onSilence());
    }
}
