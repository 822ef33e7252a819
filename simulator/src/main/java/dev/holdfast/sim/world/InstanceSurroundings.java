package dev.holdfast.sim.world;

import dev.holdfast.core.host.HostCommand;
import dev.holdfast.core.host.Workload;
import dev.holdfast.core.instance.InstanceEffect;
import dev.holdfast.core.instance.InstanceNotice;
import dev.holdfast.core.instance.InstanceSpec;
import dev.holdfast.core.resource.Notice;
import dev.holdfast.core.resource.Party;
import dev.holdfast.core.shared.HostId;
import java.time.Instant;
import java.util.Optional;

/** The world around an instance: its node's placer, and the hosts. */
final class InstanceSurroundings implements SimKind.Surroundings<InstanceEffect> {
    @Override
    public boolean send(
            SimNode from, String id, InstanceEffect effect, Instant affirmedAt, Optional<SimSession> partner) {
        switch (effect) {
            case InstanceEffect.ChooseHost choose -> from.placer().choose(id, choose.request());
            case InstanceEffect.ClaimCapacity e ->
                tell(
                        from,
                        id,
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
                        from,
                        id,
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
                        from,
                        id,
                        e.host(),
                        new HostCommand.StopInstance(
                                e.hostUid(),
                                e.name(),
                                e.uid(),
                                e.epoch(),
                                e.key().cause(),
                                e.force()));
            case InstanceEffect.QueryHost e ->
                tell(from, id, e.host(), new HostCommand.QueryInstance(e.hostUid(), e.name(), e.uid(), e.epoch()));
            case InstanceEffect.ReleaseClaim e ->
                tell(
                        from,
                        id,
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
    public void tell(SimNode from, String id, Notice notice, Optional<SimSession> partner) {
        if (notice instanceof InstanceNotice instanceNotice) {
            switch (instanceNotice) {
                case InstanceNotice.DisownClaim(HostId host, var uid, var epoch) ->
                    tell(from, id, host, new HostCommand.DisownClaim(uid, epoch));
            }
        }
    }

    private static void tell(SimNode from, String id, HostId host, HostCommand command) {
        from.region()
                .tell(
                        from.region().hosts(),
                        from.number(),
                        host.value(),
                        entity -> entity.execute(command, Party.instance(id), Optional.empty()));
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
