package dev.holdfast.sim.world;

import dev.holdfast.core.host.HostCommand;
import dev.holdfast.core.host.LeaseGrant;
import dev.holdfast.core.host.LeaseRenewal;
import dev.holdfast.core.host.Order;
import dev.holdfast.core.host.Resident;
import dev.holdfast.core.resource.EffectKey;
import dev.holdfast.core.resource.Party;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.core.shared.Uid;
import java.util.Optional;

/**
 * A stream between a host's agent and a node, and the node's part of it: it attaches itself to the host's entity, and
 * ends whenever it cannot be certain that this entity knows all that the agent said. What is said on a stream arrives
 * in order or the stream is over, as with TCP; between the node and the entity anything may be lost.
 */
final class SimSession {
    private static final long ATTACH_PATIENCE = 10_000_000_000L;

    private static final long WATCH_EVERY = 5_000_000_000L;

    private final SimRegion region;
    private final SimNode node;
    private final AgentLink link;
    private final String host;
    private Optional<SimEntity<?, ?, ?, ?, ?>> entity = Optional.empty();
    private boolean over;
    private long arrivesUp;
    private long arrivesDown;

    SimSession(SimNode node, AgentLink link, String host) {
        this.region = node.region();
        this.node = node;
        this.link = link;
        this.host = host;
    }

    boolean over() {
        return over;
    }

    SimNode node() {
        return node;
    }

    // From the agent.

    void hello(HostCommand greeting) {
        up(() -> {
            region.tell(region.hosts(), node.number(), host, each -> each.attach(this, greeting, Party.host(host)));
            node.after(ATTACH_PATIENCE, () -> {
                if (entity.isEmpty()) {
                    end("attach timed out");
                }
            });
        });
    }

    void report(Resident resident) {
        up(() -> region.tell(
                region.hosts(),
                node.number(),
                host,
                each -> each.execute(new HostCommand.ReportInstance(resident), Party.host(host), Optional.empty())));
    }

    void acknowledge(Uid uid, Epoch epoch, long number) {
        EffectKey key = new EffectKey("assign", uid, epoch, number);
        up(() -> region.tell(region.hosts(), node.number(), host, each -> each.acknowledge(key)));
    }

    void renew(LeaseRenewal renewal) {
        up(() -> region.tellShard(
                region.hosts(), node.number(), host, shard -> shard.renewed(new HostId(host), renewal, this)));
    }

    /** The agent is gone, or the way to it. */
    void agentGone() {
        end("agent gone");
    }

    private void up(Runnable what) {
        if (over) {
            return;
        }
        if (region.network().isCut(link.endpoint(), node.number())) {
            region.timeline().afterNanos(WATCH_EVERY, () -> end("cut"));
            return;
        }
        arrivesUp = Math.max(arrivesUp + 1, region.timeline().nanos() + region.streamDelay());
        region.timeline().afterNanos(arrivesUp - region.timeline().nanos(), node.here(() -> {
            if (!over) {
                what.run();
            }
        }));
    }

    // From the host's entity, wherever that is.

    void attached(SimEntity<?, ?, ?, ?, ?> to) {
        boolean first = entity.isEmpty();
        entity = Optional.of(to);
        if (first) {
            watch();
            node.after(region.seams().sessionNanos() + region.streamDelay() * 1_000, () -> end("lasted long enough"));
        }
    }

    private void watch() {
        node.after(WATCH_EVERY, () -> {
            if (over) {
                return;
            }
            if (entity.filter(each -> !each.stopped() && each.alive()).isEmpty()) {
                end("host moved");
            } else {
                watch();
            }
        });
    }

    void leave() {
        region.network().send(node.number(), node.number(), node.here(() -> end("newer session")));
    }

    void assign(SimNode from, InstanceName name, Uid uid, Epoch epoch, Order order) {
        fromEntity(from, () -> link.host().assign(name, uid, epoch, order));
    }

    void grant(SimNode from, LeaseGrant grant) {
        fromEntity(from, () -> link.host().granted(grant));
    }

    void ask(SimNode from, Uid uid, Epoch epoch) {
        fromEntity(from, () -> link.host().ask(uid, epoch));
    }

    void dismiss(SimNode from, Uid uid, Epoch epoch, long number) {
        fromEntity(from, () -> link.host().dismiss(uid, epoch, number));
    }

    private void fromEntity(SimNode from, Runnable atAgent) {
        region.network().send(from.number(), node.number(), node.here(() -> down(atAgent)));
    }

    private void down(Runnable atAgent) {
        if (over) {
            return;
        }
        if (region.network().isCut(node.number(), link.endpoint())) {
            region.timeline().afterNanos(WATCH_EVERY, () -> end("cut"));
            return;
        }
        arrivesDown = Math.max(arrivesDown + 1, region.timeline().nanos() + region.streamDelay());
        region.timeline().afterNanos(arrivesDown - region.timeline().nanos(), () -> {
            if (!over && link.uses(this)) {
                atAgent.run();
            }
        });
    }

    /** Both sides learn of it, each in its own time. */
    void end(String why) {
        if (over) {
            return;
        }
        over = true;
        region.trace().count("session ended: " + why);
        entity.ifPresent(each -> each.later(region.streamDelay(), copy -> copy.partnerLost(this)));
        region.timeline().afterNanos(region.streamDelay(), () -> link.lost(this));
    }
}
