package dev.holdfast.sim.world;

import dev.holdfast.core.host.HostOffers;
import dev.holdfast.core.host.HostState;
import dev.holdfast.core.instance.InstanceCommand;
import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.core.placement.PlacementDecision;
import dev.holdfast.core.placement.PlacementRequest;
import dev.holdfast.core.placement.Placer;
import dev.holdfast.core.resource.Party;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A node's chooser of hosts: core's {@link Placer} on a copy of the hosts that may lag behind and miss things. It waits
 * until it has heard of every shard once, and of the choices that instances have asked for.
 */
final class SimPlacer {
    private static final long FOLLOW_EVERY = 3_000_000_000L;
    private static final long PATIENCE = 30_000_000_000L;
    private static final int WAITING_AT_MOST = 65_536;

    private record Waiting(String id, PlacementRequest request) {}

    /** How far one shard's changes have come. */
    private static final class Followed {
        private String keeping = "";
        private long number;
        private boolean known;
    }

    private final SimNode node;
    private final Placer placer;
    private final List<Followed> followed = new ArrayList<>();
    private final List<Boolean> recalled = new ArrayList<>();
    private final List<InstanceState.Seeking> placing = new ArrayList<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private boolean open;

    SimPlacer(SimNode node) {
        this.node = node;
        this.placer = new Placer(
                node.region().placerSeed(node.number()), node.region().placerShare(node.number()));
    }

    void begin() {
        SimRegion region = node.region();
        for (int shard = 0; shard < region.hosts().shards(); shard++) {
            followed.add(new Followed());
            follow(shard);
        }
        for (int shard = 0; shard < region.instances().shards(); shard++) {
            recalled.add(false);
            recall(shard);
        }
        node.after(PATIENCE, this::open);
    }

    void choose(String id, PlacementRequest request) {
        if (!open) {
            if (waiting.size() < WAITING_AT_MOST) {
                waiting.add(new Waiting(id, request));
            }
            return;
        }
        InstanceCommand answer = switch (placer.choose(request, node.clock().now())) {
            case PlacementDecision.Chosen chosen ->
                new InstanceCommand.PlaceInstance(
                        request.uid(), chosen.host(), chosen.hostUid(), chosen.faultDomain(), chosen.spreadForced());
            case PlacementDecision.Nowhere nowhere -> {
                node.region().trace().count("nowhere to place");
                yield new InstanceCommand.ReportNoCapacity(request.uid(), nowhere.explanation());
            }
        };
        node.region()
                .tell(
                        node.region().instances(),
                        node.number(),
                        id,
                        entity -> entity.execute(answer, Party.PLACER, Optional.empty()));
    }

    private void follow(int shard) {
        SimRegion region = node.region();
        Followed known = followed.get(shard);
        region.askKeeper(region.hosts(), node, shard, keeper -> {
            boolean current = known.known && keeper.owner().equals(known.keeping) && keeper.changes() == known.number;
            if (current) {
                return () -> {};
            }
            String keeping = keeper.owner();
            long number = keeper.changes();
            List<HostState> states = new ArrayList<>(keeper.states().values());
            return () -> restart(known, keeping, number, states);
        });
        node.after(FOLLOW_EVERY, () -> follow(shard));
    }

    private void restart(Followed known, String keeping, long number, Collection<HostState> states) {
        if (known.known && keeping.equals(known.keeping) && number < known.number) {
            return;
        }
        known.keeping = keeping;
        known.number = number;
        known.known = true;
        states.forEach(this::show);
        openIfAllIsKnown();
    }

    /** A change as it was told; one that was missed is made good when the shard is asked again. */
    void changed(int shard, String keeping, long number, HostState state) {
        if (followed.isEmpty()) {
            return;
        }
        Followed known = followed.get(shard);
        if (known.known && keeping.equals(known.keeping) && number == known.number + 1) {
            known.number = number;
            show(state);
        }
    }

    private void recall(int shard) {
        SimRegion region = node.region();
        region.askKeeper(region.instances(), node, shard, keeper -> {
            List<InstanceState.Seeking> found = new ArrayList<>();
            for (InstanceState state : keeper.states().values()) {
                if (state instanceof InstanceState.Seeking each) {
                    found.add(each);
                }
            }
            return () -> {
                if (!open && !recalled.get(shard)) {
                    recalled.set(shard, true);
                    placing.addAll(found);
                    openIfAllIsKnown();
                }
            };
        });
        node.after(1_000_000_000L, () -> {
            if (!open && !recalled.get(shard)) {
                recall(shard);
            }
        });
    }

    private void openIfAllIsKnown() {
        if (!recalled.contains(false) && followed.stream().allMatch(each -> each.known)) {
            open();
        }
    }

    private void open() {
        if (open) {
            return;
        }
        open = true;
        for (InstanceState.Seeking each : placing) {
            each.asked()
                    .ifPresent(claim -> placer.recall(
                            each.life().uid(),
                            claim.host(),
                            claim.faultDomain(),
                            each.life().spec().size(),
                            each.life().spec().spreadKey(),
                            node.clock().now()));
        }
        placing.clear();
        waiting.forEach(each -> choose(each.id(), each.request()));
        waiting.clear();
    }

    private void show(HostState state) {
        HostOffers.of(state).ifPresent(placer::show);
    }
}
