package dev.holdfast.sim.mutant;

import dev.holdfast.core.instance.InstanceEvent;
import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.node.view.Change;
import dev.holdfast.node.view.Place;
import dev.holdfast.node.view.RecentChanges;
import dev.holdfast.sim.world.Seams;
import java.util.List;
import java.util.Optional;

/** What a shard's keeper tells is not what it should. */
final class ViewMutants {
    private ViewMutants() {}

    static List<Mutant> all() {
        return List.of(new Mutant(
                "resumes-at-the-next-commit",
                "a follower that comes back is told what has changed from the commit after the one where it was",
                "a watcher misses nothing",
                NextCommit::new));
    }

    private static final class NextCommit extends Seams {
        @Override
        public Optional<List<Change<InstanceState>>> since(
                RecentChanges<InstanceState, InstanceEvent> recent, Place place) {
            return place.compareTo(recent.next()) == 0
                    ? super.since(recent, place)
                    : super.since(recent, Place.after(place.position()));
        }
    }
}
