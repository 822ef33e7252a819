package dev.holdfast.sim.world;

import dev.holdfast.core.host.HostCommand;
import dev.holdfast.core.host.HostState;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.resource.Party;
import dev.holdfast.core.resource.Request;
import dev.holdfast.core.shared.RequestId;
import dev.holdfast.sim.fault.Fault;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes the faults of a script happen. It counts those that had something to break: a crash of a node that is down
 * already is no fault.
 */
final class FaultHand {
    private static final long DETECTION_MILLIS = 8_000;
    private static final long ASKED_AGAIN_MILLIS = 10_000;

    private final SimRegion region;
    private long effective;
    private long orders;

    FaultHand(SimRegion region) {
        this.region = region;
    }

    /** How many faults had something to break. */
    long effective() {
        return effective;
    }

    void schedule(List<Fault> faults) {
        for (Fault fault : faults) {
            after(fault.atMillis() - region.timeline().nanos() / 1_000_000L, () -> apply(fault));
        }
    }

    /** Nothing of this happens once the region is healed. */
    private void after(long millis, Runnable what) {
        region.timeline().afterNanos(millis * 1_000_000L, () -> {
            if (!region.healed()) {
                what.run();
            }
        });
    }

    private void apply(Fault fault) {
        boolean broke = switch (fault) {
            case Fault.NodeCrash crash -> crash(crash);
            case Fault.NodePause pause -> pause(pause);
            case Fault.NodeCut cut -> cut(cut);
            case Fault.ClockJump jump -> {
                region.nodes().get(jump.node()).clock().jump(jump.byMillis() * 1_000_000L);
                yield true;
            }
            case Fault.StoreDown down -> {
                region.store().goDown(down.millis() * 1_000_000L);
                yield true;
            }
            case Fault.ShardMove move -> move(move);
            case Fault.ShardSplit split -> split(split);
            case Fault.EntityFork fork -> fork(fork);
            case Fault.AgentCrash crash -> {
                SimHost host = region.links().get(crash.host()).host();
                boolean was = host.agentUp();
                if (was) {
                    host.crashAgent();
                    after(crash.downMillis(), () -> startAgent(crash.host()));
                }
                yield was;
            }
            case Fault.AgentPause pause -> {
                SimHost host = region.links().get(pause.host()).host();
                boolean was = host.agentUp();
                if (was) {
                    host.pause(pause.millis() * 1_000_000L);
                }
                yield was;
            }
            case Fault.HostDeath death -> {
                SimHost host = region.links().get(death.host()).host();
                boolean was = host.up();
                if (was) {
                    host.die();
                    after(death.downMillis(), () -> {
                        if (!host.up()) {
                            host.boot();
                            region.links().get(death.host()).begin();
                        }
                    });
                }
                yield was;
            }
            case Fault.SessionLoss loss -> {
                region.links().get(loss.host()).breakSession();
                yield true;
            }
            case Fault.HostCut cut -> {
                int endpoint = region.links().get(cut.host()).endpoint();
                for (SimNode node : region.nodes()) {
                    region.network().cut(endpoint, node.number());
                    region.network().cut(node.number(), endpoint);
                    after(cut.millis(), () -> {
                        region.network().mend(endpoint, node.number());
                        region.network().mend(node.number(), endpoint);
                    });
                }
                yield true;
            }
            case Fault.HostFenced fenced -> fence(fenced);
            case Fault.HostCordon cordon -> {
                order(cordon.host(), new HostCommand.CordonHost(request()));
                after(cordon.millis(), () -> order(cordon.host(), new HostCommand.UncordonHost(request())));
                yield true;
            }
        };
        if (broke) {
            effective++;
            region.trace().count("fault " + fault.kind());
            region.trace().note("fault " + fault.kind(), fault.toString(), effective);
        }
    }

    /** Nobody says so before it is seen to be lost, and nothing is put in its place before that was heard. */
    private boolean fence(Fault.HostFenced fenced) {
        SimHost host = region.links().get(fenced.host()).host();
        if (!host.up()) {
            return false;
        }
        host.dieForGood();
        // Also after all is healed: what a person has begun is brought to its end.
        region.timeline().afterNanos(fenced.downMillis() * 1_000_000L, () -> replace(fenced.host(), host));
        return true;
    }

    private void replace(int number, SimHost host) {
        if (host.up()) {
            return;
        }
        if (region.witness().hosts().get(host.id().value()) instanceof HostState.Gone) {
            host.wipe();
            host.boot();
            region.links().get(number).begin();
            return;
        }
        order(number, new HostCommand.ConfirmFenced("a person took it away", request()));
        region.timeline().afterNanos(ASKED_AGAIN_MILLIS * 1_000_000L, () -> replace(number, host));
    }

    private void startAgent(int number) {
        AgentLink link = region.links().get(number);
        if (link.host().up() && !link.host().agentUp()) {
            link.host().startAgent();
            link.begin();
        }
    }

    private boolean crash(Fault.NodeCrash crash) {
        SimNode node = region.nodes().get(crash.node());
        if (!node.up()) {
            return false;
        }
        node.crash();
        after(DETECTION_MILLIS, () -> {
            if (!node.up()) {
                region.moveAllFrom(crash.node());
            }
        });
        after(crash.downMillis(), () -> {
            if (!node.up()) {
                node.restart();
            }
        });
        return true;
    }

    private boolean pause(Fault.NodePause pause) {
        SimNode node = region.nodes().get(pause.node());
        if (!node.up() || node.paused()) {
            return false;
        }
        node.pause();
        if (pause.takenOver()) {
            after(DETECTION_MILLIS, () -> {
                if (node.paused()) {
                    region.moveAllFrom(pause.node());
                }
            });
        }
        after(pause.millis(), node::resume);
        return true;
    }

    private boolean cut(Fault.NodeCut cut) {
        for (SimNode other : region.nodes()) {
            if (other.number() != cut.node()) {
                if (cut.outward()) {
                    region.network().cut(cut.node(), other.number());
                    after(cut.millis(), () -> region.network().mend(cut.node(), other.number()));
                }
                if (cut.inward()) {
                    region.network().cut(other.number(), cut.node());
                    after(cut.millis(), () -> region.network().mend(other.number(), cut.node()));
                }
            }
        }
        return region.nodes().size() > 1;
    }

    private boolean move(Fault.ShardMove move) {
        ShardId shard = new ShardId(move.type(), move.shard());
        int from = region.home(move.type(), move.shard());
        if (from == move.to()) {
            return false;
        }
        if (move.told()) {
            SimNode old = region.nodes().get(from);
            old.here(() -> old.running(shard).ifPresent(SimShard::stop)).run();
        }
        region.move(shard, move.to());
        return true;
    }

    private boolean split(Fault.ShardSplit split) {
        if (region.home(split.type(), split.shard()) == split.other()) {
            return false;
        }
        ShardId shard = new ShardId(split.type(), split.shard());
        region.split(shard, split.other());
        after(split.millis(), () -> region.split(shard, -1));
        return true;
    }

    private boolean fork(Fault.EntityFork fork) {
        ShardId shard = new ShardId(fork.type(), fork.shard());
        SimNode home = region.nodes().get(region.home(fork.type(), fork.shard()));
        Optional<SimShard<?, ?, ?, ?, ?>> running = home.running(shard);
        if (!home.up() || running.isEmpty() || running.get().awake().isEmpty()) {
            return false;
        }
        List<String> awake = running.get().awake();
        return running.get().fork(awake.get(Math.floorMod(fork.pick(), awake.size())));
    }

    private Request request() {
        return Request.of(new RequestId("operator-" + ++orders));
    }

    private void order(int host, HostCommand command) {
        Consumer<Answer> nobody = _ -> {};
        region.tell(
                region.hosts(),
                Network.CLIENTS,
                "host-" + host,
                entity -> entity.execute(command, Party.ANONYMOUS, Optional.of(nobody)));
    }
}
