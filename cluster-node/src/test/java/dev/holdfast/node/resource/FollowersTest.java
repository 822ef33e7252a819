package dev.holdfast.node.resource;

import static dev.holdfast.node.resource.TestRegion.state;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.instance.InstanceCommand;
import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.core.log.LogStore;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.resource.Request;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.core.shared.RequestId;
import dev.holdfast.core.testing.Samples;
import dev.holdfast.node.codec.Body;
import dev.holdfast.node.log.SharedStore;
import dev.holdfast.node.log.memory.MemoryLogStore;
import dev.holdfast.node.view.Change;
import dev.holdfast.node.view.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the keeper of a shard tells those who follow it, on real sharding. */
class FollowersTest {
    private static final int SHARD = 1;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final LogStore shared = new MemoryLogStore();
    private final List<String> ids = IntStream.range(0, 1_000)
            .mapToObj(number -> "shop/i-" + number)
            .filter(id -> ShardId.of("instance", id, 4).number() == SHARD)
            .limit(6)
            .toList();

    @AfterEach
    void end() {
        shared.close();
    }

    private TestRegion region(String... settings) {
        return new TestRegion(_ -> new SharedStore(shared), settings);
    }

    @Test
    void aFollowerIsToldAllThereIsAndThenEveryChangeBeforeItsCallerHearsOfIt() {
        try (TestRegion region = region()) {
            InstanceState first = state(region.execute(ids.get(0), create(ids.get(0))));
            TestProbe<Followed> probe = TestProbe.create(region.system);
            follow(region, probe, "", Optional.empty(), "");
            Followed.All all = (Followed.All) probe.receiveMessage(PATIENCE);
            assertThat(all.states()).extracting(Body::value).containsExactly(first);

            region.execute(ids.get(1), create(ids.get(1)));
            List<Followed.Changed> changes = changes(probe, 2);
            assertThat(changes).extracting(Followed.Changed::number).containsExactly(1L, 2L);
            assertThat(changes)
                    .extracting(change -> change.change().kind())
                    .containsExactly(Change.Kind.CREATED, Change.Kind.CHANGED);
            assertThat(changes).extracting(change -> change.change().sequence()).containsExactly(1L, 2L);

            region.execute(ids.get(0), new InstanceCommand.DeleteInstance(Request.PLAIN));
            Followed.Changed last = changes(probe, 2).getLast();
            assertThat(last.change().kind()).isEqualTo(Change.Kind.DELETED);
            assertThat(last.change().state().value()).isInstanceOf(InstanceState.Deleted.class);
            follow(region, probe, "", Optional.of(last.change().next()), all.keeping());
            Followed.UpTo upTo = (Followed.UpTo) probe.receiveMessage(PATIENCE);
            assertThat(upTo.number()).isEqualTo(4);
            assertThat(upTo.next()).isGreaterThanOrEqualTo(last.change().next());
        }
    }

    @Test
    void oneThatComesBackToTheSameOwnerOrTheNextIsToldExactlyWhatItMissedWhereverItWas() {
        List<Followed.OneChange> told = new ArrayList<>();
        try (TestRegion region = region()) {
            TestProbe<Followed> probe = TestProbe.create(region.system);
            follow(region, probe, "", Optional.empty(), "");
            probe.expectMessageClass(Followed.All.class, PATIENCE);
            ids.forEach(id -> region.execute(id, create(id)));
            region.execute(ids.get(2), new InstanceCommand.DeleteInstance(Request.PLAIN));
            region.execute(ids.get(2), create(ids.get(2), "again"));
            changes(probe, 2 * ids.size() + 4).forEach(change -> told.add(change.change()));
            comesBackEverywhere(region, told);
        }
        try (TestRegion next = region()) {
            comesBackEverywhere(next, told);
            TestProbe<Followed> ahead = TestProbe.create(next.system);
            follow(next, ahead, "", Optional.of(Place.after(10_000)), "");
            ahead.expectMessageClass(Followed.TooOld.class, PATIENCE);
        }
    }

    private void comesBackEverywhere(TestRegion region, List<Followed.OneChange> told) {
        for (int seen = 0; seen <= told.size(); seen++) {
            Place place = seen == 0 ? Place.START : told.get(seen - 1).next();
            for (String prefix : List.of("", "shop/", ids.get(2), "bank/")) {
                TestProbe<Followed> probe = TestProbe.create(region.system);
                follow(region, probe, prefix, Optional.of(place), "");
                Followed.Missed missed = (Followed.Missed) probe.receiveMessage(PATIENCE);
                assertThat(missed.changes())
                        .isEqualTo(told.subList(seen, told.size()).stream()
                                .filter(change -> ((InstanceState.Living)
                                                change.state().value())
                                        .life()
                                        .name()
                                        .toString()
                                        .startsWith(prefix))
                                .toList());
                probe.stop();
            }
        }
    }

    @Test
    void oneWhoWasAwayForLongerThanChangesAreKeptIsToldSo() {
        try (TestRegion region = region("holdfast.resource.kept-changes = 4")) {
            ids.forEach(id -> region.execute(id, create(id)));
            TestProbe<Followed> probe = TestProbe.create(region.system);
            follow(region, probe, "", Optional.of(Place.START), "");
            probe.expectMessageClass(Followed.TooOld.class, PATIENCE);
        }
    }

    @Test
    void anOwnerThatWasOvertakenTellsItsFollowersAndLetsNobodyBegin() {
        try (TestRegion old = region("holdfast.log.cooldown = 60s")) {
            InstanceState acknowledged = state(old.execute(ids.get(0), create(ids.get(0))));
            TestProbe<Followed> follower = TestProbe.create(old.system);
            follow(old, follower, "", Optional.empty(), "");
            Followed.All all = (Followed.All) follower.receiveMessage(PATIENCE);
            try (TestRegion young = region("holdfast.log.cooldown = 60s")) {
                assertThat(state(young.read(ids.get(0), false))).isEqualTo(acknowledged);
                young.execute(ids.get(1), create(ids.get(1)));

                TestProbe<Followed> late = TestProbe.create(old.system);
                follow(old, late, "", Optional.empty(), "");
                late.expectMessage(PATIENCE, new Followed.Ended(SHARD, all.keeping()));
                follower.expectMessage(PATIENCE, new Followed.Ended(SHARD, all.keeping()));

                TestProbe<Followed> elsewhere = TestProbe.create(young.system);
                follow(young, elsewhere, "", Optional.of(all.next()), "");
                assertThat(((Followed.Missed) elsewhere.receiveMessage(PATIENCE)).changes())
                        .hasSize(2);
            }
        }
    }

    private static void follow(
            TestRegion region, TestProbe<Followed> probe, String prefix, Optional<Place> since, String keeping) {
        region.region.tell(new ShardingEnvelope<>(
                KeeperIds.keeperOf(SHARD), new ResourceMessage.Follow(probe.getRef(), prefix, since, true, keeping)));
    }

    private static List<Followed.Changed> changes(TestProbe<Followed> probe, int count) {
        List<Followed.Changed> changes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            changes.add((Followed.Changed) probe.receiveMessage(PATIENCE));
        }
        return changes;
    }

    private static InstanceCommand create(String id) {
        return create(id, "create");
    }

    private static InstanceCommand create(String id, String requestId) {
        return new InstanceCommand.CreateInstance(
                InstanceName.parse(id), Samples.SPEC, Request.of(new RequestId(requestId)));
    }
}
