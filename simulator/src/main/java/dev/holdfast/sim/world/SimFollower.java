package dev.holdfast.sim.world;

import dev.holdfast.core.instance.InstanceEvent;
import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.node.view.Change;
import dev.holdfast.node.view.Place;
import dev.holdfast.node.view.RecentChanges;
import dev.holdfast.sim.workload.Draws;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Somebody who comes back to a shard again and again, to whichever node owns it or believes so, and asks what has
 * changed since the place where it was. What is told must be the log between the two places, or that it is lost. It
 * only looks: nothing is sent for it, so that a run is the same with it and without.
 */
final class SimFollower {
    private static final long PAUSE_NANOS = 10_000_000_000L;

    private final SimRegion region;
    private final ShardId shard;
    private final Draws draws;
    private Place place = Place.START;

    SimFollower(SimRegion region, ShardId shard, Draws draws) {
        this.region = region;
        this.shard = shard;
        this.draws = draws;
    }

    void begin() {
        region.timeline().afterNanos((long) (PAUSE_NANOS * 2 * draws.unit()), this::look);
    }

    private void look() {
        List<RecentChanges<InstanceState, InstanceEvent>> owners = new ArrayList<>();
        for (SimNode node : region.nodes()) {
            if (node.up()) {
                node.running(shard).filter(SimShard::owned).ifPresent(each -> owners.add(changesOf(each)));
            }
        }
        if (!owners.isEmpty()) {
            ask(owners.get((int) draws.below(owners.size())));
        }
        begin();
    }

    private void ask(RecentChanges<InstanceState, InstanceEvent> recent) {
        if (place.compareTo(recent.next()) > 0) {
            // One that was overtaken and does not know it: nobody begins there, since it has no barrier.
            region.trace().count("a follower met an owner of before");
            return;
        }
        Optional<List<Change<InstanceState>>> told = region.seams().since(recent, place);
        if (told.isEmpty()) {
            region.trace().count("a follower began anew");
        } else {
            region.trace().count("a follower came back");
            judge(told.get(), recent.next());
        }
        place = recent.next();
    }

    private void judge(List<Change<InstanceState>> told, Place until) {
        List<Witness.Logged> all = region.witness().logged(shard);
        List<Witness.Logged> log = all.subList(firstFrom(all, place), firstFrom(all, until));
        for (int at = 0; at < Math.max(told.size(), log.size()); at++) {
            Optional<Change<InstanceState>> change = at < told.size() ? Optional.of(told.get(at)) : Optional.empty();
            Optional<Witness.Logged> logged = at < log.size() ? Optional.of(log.get(at)) : Optional.empty();
            boolean same = change.isPresent()
                    && logged.isPresent()
                    && change.get().sequence() == logged.get().sequence()
                    && change.get().state().sequence() == logged.get().sequence()
                    && change.get()
                            .next()
                            .equals(Place.after(
                                    logged.get().at().position(),
                                    logged.get().at().index()));
            if (!same) {
                region.violated(
                        "WatchGapless",
                        shard + ": a follower that had come to " + place + " was told "
                                + change.map(each -> "of sequence " + each.sequence() + " before " + each.next())
                                        .orElse("no more")
                                + ", and the log has "
                                + logged.map(each -> each.id() + " " + each.sequence() + " at " + each.at())
                                        .orElse("no more"));
                return;
            }
        }
    }

    /** Where in a log, which is in order, what stands at a place or after it begins. */
    private static int firstFrom(List<Witness.Logged> log, Place place) {
        int from = 0;
        int to = log.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (log.get(middle).at().compareTo(place) < 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /** Shards of instances keep instances. */
    @SuppressWarnings("unchecked")
    private static RecentChanges<InstanceState, InstanceEvent> changesOf(SimShard<?, ?, ?, ?, ?> owner) {
        return (RecentChanges<InstanceState, InstanceEvent>) owner.recent();
    }
}
