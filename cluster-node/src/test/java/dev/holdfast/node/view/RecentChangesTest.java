package dev.holdfast.node.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.instance.InstanceEvent;
import dev.holdfast.core.instance.InstanceResource;
import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.resource.Party;
import dev.holdfast.core.resource.Recorded;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.FaultDomain;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.core.shared.Uid;
import dev.holdfast.core.testing.Property;
import dev.holdfast.core.testing.Rng;
import dev.holdfast.core.testing.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Whoever comes back to a shard, at whatever place, is told all that it missed, once, in order, or that it is lost. */
class RecentChangesTest {
    private static final InstanceResource INSTANCES = new InstanceResource();
    private static final int NAMES = 5;

    /** A fact as the log has it, and what a watcher that was there was told of it. */
    private record Entry(
            long position,
            int index,
            String id,
            boolean begins,
            InstanceState before,
            Recorded<InstanceEvent> fact,
            Change<InstanceState> told) {}

    /** A random history of a few names, among them some that are deleted, archived and used again. */
    private static final class World {
        private final Rng draws;
        private final Map<String, InstanceState> states = new TreeMap<>();
        private final List<Entry> log = new ArrayList<>();
        private Floor floor = Floor.NONE;
        private long position;

        private World(Rng draws) {
            this.draws = draws;
        }

        private void run(int commits) {
            for (int i = 0; i < commits; i++) {
                position++;
                int entries = draws.below(4);
                for (int index = 0; index < entries; index++) {
                    happen(index, (draws.chance(0.5) ? "shop/" : "bank/") + "i-" + draws.below(NAMES));
                }
            }
        }

        private void happen(int index, String id) {
            InstanceState known = states.get(id);
            if (known instanceof InstanceState.Deleted && draws.chance(0.3)) {
                states.remove(id);
                floor = floor.raisedTo(new Floor(known.sequence(), Epoch.NONE));
                return;
            }
            InstanceState before =
                    known == null ? INSTANCES.unknown(id, new Floor(floor.sequence(), Epoch.NONE)) : known;
            Recorded<InstanceEvent> fact = new Recorded<>(
                    before.sequence() + 1, Samples.NOW.plusSeconds(position), Party.PLACER, event(id, before));
            InstanceState after = INSTANCES.evolve(before, fact);
            states.put(id, after);
            boolean shown = !(after instanceof InstanceState.Deleted);
            boolean was = known != null && !(known instanceof InstanceState.Deleted);
            Change.Kind kind = shown ? (was ? Change.Kind.CHANGED : Change.Kind.CREATED) : Change.Kind.DELETED;
            log.add(new Entry(
                    position,
                    index,
                    id,
                    known == null,
                    before,
                    fact,
                    new Change<>(Place.after(position, index), kind, fact.sequence(), after)));
        }

        private InstanceEvent event(String id, InstanceState before) {
            return switch (before) {
                case InstanceState.Absent _, InstanceState.Deleted _ ->
                    new InstanceEvent.InstanceRequested(
                            InstanceName.parse(id),
                            new Uid("life-" + position + "-" + before.sequence()),
                            Samples.SPEC,
                            Epoch.NONE,
                            Optional.empty());
                case InstanceState.Pending _ -> new InstanceEvent.QuotaGranted();
                case InstanceState.Placing placing ->
                    placing.asked().isEmpty()
                            ? new InstanceEvent.InstancePlaced(
                                    new HostId("host-1"),
                                    new Uid("host-uid"),
                                    new FaultDomain("rack-a"),
                                    placing.life().epoch().next(),
                                    false)
                            : new InstanceEvent.InstanceClaimed();
                case InstanceState.Creating _ -> new InstanceEvent.InstanceCreated(position);
                case InstanceState.Starting _ -> new InstanceEvent.InstanceStarted(position);
                case InstanceState.Running _ -> new InstanceEvent.DeletionRequested(Optional.empty());
                case InstanceState.Deleting deleting ->
                    deleting.life().departures().isEmpty()
                            ? new InstanceEvent.InstanceDeleted()
                            : new InstanceEvent.ReleaseConfirmed(
                                    deleting.life().departures().getFirst().uid(),
                                    deleting.life().departures().getFirst().host(),
                                    deleting.life().departures().getFirst().epoch());
                case InstanceState.Stopping _,
                        InstanceState.Stopped _,
                        InstanceState.Restarting _,
                        InstanceState.Deallocating _,
                        InstanceState.Releasing _,
                        InstanceState.Disconnected _,
                        InstanceState.Healing _,
                        InstanceState.Deallocated _,
                        InstanceState.Failed _ -> throw new IllegalStateException("not in this history: " + before);
            };
        }

        private List<Change<InstanceState>> toldSince(Place place, String prefix) {
            return log.stream()
                    .filter(entry -> new Place(entry.position(), entry.index()).compareTo(place) >= 0)
                    .filter(entry -> entry.id().startsWith(prefix))
                    .map(Entry::told)
                    .toList();
        }

        private List<Place> places() {
            List<Place> places = new ArrayList<>();
            log.forEach(entry -> places.add(Place.after(entry.position(), entry.index())));
            for (long each = 0; each <= position; each++) {
                places.add(Place.after(each));
            }
            return places;
        }
    }

    @Test
    void everyPlaceThatIsKeptIsFollowedByAllThatCameAfterItAndEveryOlderOneIsRefused() {
        Property.holds(60, draws -> {
            World world = new World(draws);
            world.run(80);
            int kept = 1 + draws.below(150);
            RecentChanges<InstanceState, InstanceEvent> recent = new RecentChanges<>(INSTANCES, kept);
            recent.begin();
            long at = 0;
            for (Entry entry : world.log) {
                at = upTo(recent, at, entry.position());
                recent.add(entry.index(), entry.id(), entry.begins(), Optional.of(entry.before()), entry.fact());
            }
            upTo(recent, at, world.position + 1);
            assertThat(recent.next()).isEqualTo(Place.after(world.position));
            compare(world, recent);
            assertThat(recent.since(recent.next(), "")).contains(List.of());
            int whole = Math.min(kept, world.log.size());
            Entry oldest = world.log.get(world.log.size() - whole);
            assertThat(recent.since(new Place(oldest.position(), oldest.index()), ""))
                    .as("as many as are kept can be told")
                    .isPresent();
        });
    }

    @Test
    void whatIsMadeAgainFromTheLogTellsTheSameThoughSnapshotsHaveTakenThePlaceOfStates() {
        Property.holds(60, draws -> {
            World world = new World(draws);
            world.run(80);
            RecentChanges<InstanceState, InstanceEvent> recent = new RecentChanges<>(INSTANCES, 1 + draws.below(150));
            Map<String, Long> covered = new TreeMap<>();
            if (draws.chance(0.7)) {
                world.states.forEach(
                        (id, state) -> covered.put(id, draws.chance(0.5) ? 0 : draws.between(0, state.sequence())));
            }
            long trimmed = draws.chance(0.5) ? 0 : draws.below(80);
            long at = trimmed + 1;
            recent.commit(at);
            for (Entry entry : world.log) {
                if (entry.position() <= trimmed) {
                    continue;
                }
                at = upTo(recent, at, entry.position());
                if (entry.fact().sequence() <= covered.getOrDefault(entry.id(), 0L)) {
                    recent.addCovered(entry.index(), entry.id(), entry.fact().sequence(), entry.begins(), entry::fact);
                } else {
                    recent.add(entry.index(), entry.id(), entry.begins(), Optional.of(entry.before()), entry.fact());
                }
            }
            upTo(recent, at, world.position + 1);
            recent.begin();
            compare(world, recent);
            assertThat(recent.since(recent.next(), "")).contains(List.of());
        });
    }

    @Test
    void aPlaceThatWasNeverReachedIsRefused() {
        RecentChanges<InstanceState, InstanceEvent> recent = new RecentChanges<>(INSTANCES, 8);
        recent.begin();
        assertThat(recent.since(Place.START, "")).contains(List.of());
        assertThat(recent.since(Place.after(1), "")).isEmpty();
    }

    @Test
    void whatCannotBeReadAnyMoreIsToldAsLostAndWhatComesAfterItIsTold() {
        RecentChanges<InstanceState, InstanceEvent> recent = new RecentChanges<>(INSTANCES, 8);
        recent.commit(1);
        recent.addCovered(0, "shop/web-1", 1, true, () -> {
            throw new IllegalStateException("of a version that nobody knows");
        });
        recent.committed();
        recent.begin();
        assertThat(recent.since(Place.START, "bank/")).contains(List.of());
        assertThat(recent.since(Place.START, "shop/")).isEmpty();
        assertThat(recent.since(Place.after(1), "shop/")).contains(List.of());
    }

    @Test
    void whatIsForgottenInTheMiddleOfACommitIsNotToldAsIfItHadNotBeen() {
        World world = new World(new Rng(7));
        world.position = 2;
        world.happen(0, "bank/i-1");
        Entry entry = world.log.getFirst();
        RecentChanges<InstanceState, InstanceEvent> recent = new RecentChanges<>(INSTANCES, 2);
        recent.commit(1);
        for (int sequence = 1; sequence <= 2; sequence++) {
            recent.addCovered(sequence - 1, "shop/web-1", sequence, sequence == 1, () -> {
                throw new IllegalStateException("of a version that nobody knows");
            });
        }
        recent.committed();
        recent.begin();
        recent.commit(2);
        recent.add(0, entry.id(), true, Optional.empty(), entry.fact());
        recent.committed();

        assertThat(recent.since(Place.after(1), ""))
                .as("the fact of commit 2 was dropped")
                .isEmpty();
        assertThat(recent.since(Place.after(2), "")).contains(List.of());
    }

    private static void compare(World world, RecentChanges<InstanceState, InstanceEvent> recent) {
        for (String prefix : List.of("", "shop/", "bank/i-3")) {
            for (Place place : world.places()) {
                Optional<List<Change<InstanceState>>> told = recent.since(place, prefix);
                assertThat(told.isPresent())
                        .as("%s, from %s on", place, recent.first())
                        .isEqualTo(place.compareTo(recent.first()) >= 0);
                told.ifPresent(changes -> assertThat(changes).isEqualTo(world.toldSince(place, prefix)));
            }
        }
    }

    /** Ends the commit that is open and begins those up to another. */
    private static long upTo(RecentChanges<InstanceState, InstanceEvent> recent, long open, long position) {
        for (long each = open; each < position; each++) {
            if (each > 0) {
                recent.committed();
            }
            recent.commit(each + 1);
        }
        return position;
    }
}
