package dev.holdfast.node.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.instance.InstanceResource;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.node.codec.Body;
import dev.holdfast.node.resource.Followed;
import dev.holdfast.node.resource.KeeperIds;
import dev.holdfast.node.resource.ResourceMessage;
import dev.holdfast.node.view.Change;
import dev.holdfast.node.view.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A session between two shards, played by the test, and a watcher that reads when the test lets it. */
class WatchSessionTest {
    private static final ActorTestKit KIT = ActorTestKit.create(ManualTime.config());
    private static final ManualTime TIME = ManualTime.get(KIT.system());
    private static final WatchSettings SETTINGS =
            new WatchSettings(3, Duration.ofSeconds(60), Duration.ofSeconds(15), Duration.ofSeconds(5));

    private final TestProbe<ShardingEnvelope<ResourceMessage>> keepers = KIT.createTestProbe();
    private final TestProbe<String> watcher = KIT.createTestProbe();
    private final AtomicLong nanos = new AtomicLong();
    private final ResumeTokens tokens = new ResumeTokens(1, 2, List.of("test"));
    private volatile boolean reads = true;

    @AfterAll
    static void end() {
        KIT.shutdownTestKit();
    }

    private final class Reader implements WatchStream<String> {
        @Override
        public boolean ready() {
            return reads;
        }

        @Override
        public void send(String message) {
            watcher.getRef().tell(message);
        }

        @Override
        public void end(ErrorCode code, String why) {
            watcher.getRef().tell(code + ": " + why);
        }

        @Override
        public void close() {
            watcher.getRef().tell("closed");
        }
    }

    /** Names, and the places that its token stands for. */
    private final class Words implements WatchMessages<String> {
        @Override
        public String listed(Object state) {
            return "listed " + name(state);
        }

        @Override
        public String listEnd(String resumeToken) {
            return "list end " + places(resumeToken);
        }

        @Override
        public String changed(int shard, Followed.OneChange change, String resumeToken) {
            return change.kind() + " " + name(change.state().value()) + " of " + shard + " " + places(resumeToken);
        }

        @Override
        public String progress(String resumeToken) {
            return "progress " + places(resumeToken);
        }
    }

    @Test
    void tellsAllThereIsThenThatThisWasAllAndOnlyThenWhatHasChangedSince() {
        Session session = new Session(Optional.empty());
        session.says(new Followed.All(0, "k0", 0, Place.after(7), List.of(state("a"), state("b"))));
        watcher.expectMessage("listed a");
        watcher.expectMessage("listed b");
        session.says(changed(0, "k0", 1, "b", 8, 0));
        watcher.expectNoMessage();
        session.says(new Followed.All(1, "k1", 0, Place.after(3), List.of(state("c"))));
        watcher.expectMessage("listed c");
        watcher.expectMessage("list end 8.0 4.0");
        watcher.expectMessage("CHANGED b of 0 8.1 4.0");
        session.says(changed(1, "k1", 1, "c", 4, 2));
        watcher.expectMessage("CHANGED c of 1 8.1 4.3");
    }

    @Test
    void aResumedWatchAsksFromItsPlacesAndTellsWhatWasMissedAndThatItIsThrough() {
        Session session = new Session(Optional.of(List.of(new Place(5, 1), new Place(9, 0))));
        assertThat(session.asked)
                .extracting(follow -> follow.since().orElseThrow())
                .containsExactly(new Place(5, 1), new Place(9, 0));
        session.says(new Followed.Missed(0, "k0", Place.after(8), List.of(one("a", 5, 1), one("b", 7, 0))));
        watcher.expectMessage("CHANGED a of 0 5.2 9.0");
        watcher.expectMessage("CHANGED b of 0 7.1 9.0");
        session.says(new Followed.Missed(1, "k1", Place.after(11), List.of()));
        watcher.expectMessage("progress 9.0 12.0");
    }

    @Test
    void aNumberThatIsMissingMakesItAskFromWhereItWasAndNothingIsToldTwice() {
        Session session = begun();
        session.says(changed(0, "k0", 1, "a", 2, 0));
        watcher.expectMessage("CHANGED a of 0 2.1 1.0");
        session.says(changed(0, "k0", 3, "c", 4, 0));
        ResourceMessage.Follow again = session.follow();
        assertThat(again.since()).contains(new Place(2, 1));
        assertThat(again.keeping()).isEmpty();
        session.says(new Followed.Missed(0, "k0", Place.after(4), List.of(one("b", 3, 0), one("c", 4, 0))));
        watcher.expectMessage("CHANGED b of 0 3.1 1.0");
        watcher.expectMessage("CHANGED c of 0 4.1 1.0");
        session.says(new Followed.Missed(0, "k0", Place.after(4), List.of(one("c", 4, 0))));
        session.says(changed(0, "k0", 1, "d", 5, 0));
        watcher.expectMessage("CHANGED d of 0 5.1 1.0");
    }

    @Test
    void anotherKeeperIsFollowedFromWhereTheOneBeforeWasLeft() {
        Session session = begun();
        session.says(changed(0, "k0", 1, "a", 2, 0));
        watcher.expectMessage("CHANGED a of 0 2.1 1.0");
        session.says(new Followed.Missed(0, "k9", Place.after(3), List.of(one("b", 3, 0))));
        watcher.expectMessage("CHANGED b of 0 3.1 1.0");
        session.says(changed(0, "k0", 2, "stale", 3, 0));
        assertThat(session.follow().since()).contains(new Place(4, 0));
        session.says(changed(0, "k9", 1, "c", 4, 0));
        watcher.expectMessage("CHANGED c of 0 4.1 1.0");
    }

    @Test
    void progressCountsOnlyWhatWasSentAndMovesOnWithoutChanges() {
        Session session = begun();
        reads = false;
        session.says(changed(0, "k0", 1, "a", 2, 0));
        session.says(new Followed.UpTo(0, "k0", 1, Place.after(6)));
        session.says(new Followed.UpTo(1, "k1", 0, Place.after(3)));
        TIME.timePasses(SETTINGS.progressEvery());
        watcher.expectNoMessage();
        reads = true;
        session.ref.tell(new WatchSession.Ready());
        watcher.expectMessage("CHANGED a of 0 2.1 4.0");
        TIME.timePasses(SETTINGS.progressEvery());
        watcher.expectMessage("progress 7.0 4.0");
    }

    @Test
    void aWatcherThatDoesNotReadIsToldWhenTooMuchWaits() {
        Session session = begun();
        reads = false;
        for (int number = 1; number <= 4; number++) {
            session.says(changed(0, "k0", number, "a", 1 + number, 0));
        }
        watcher.expectMessage("WATCH_TOO_SLOW: 4 changes wait to be read");
        watcher.expectTerminated(session.ref);
    }

    @Test
    void aWatcherThatDoesNotReadAtAllIsToldAfterAWhileEvenIfLittleWaits() {
        Session session = begun();
        reads = false;
        session.says(changed(0, "k0", 1, "a", 2, 0));
        session.says(changed(0, "k0", 9, "later", 9, 0));
        // That it asks for what is missing shows that it has heard the one before.
        assertThat(session.follow().keeping()).isEmpty();
        nanos.addAndGet(Duration.ofSeconds(61).toNanos());
        session.says(new Followed.UpTo(0, "k0", 1, Place.after(2)));
        session.says(new Followed.UpTo(1, "k1", 0, Place.START));
        TIME.timePasses(SETTINGS.progressEvery());
        watcher.expectMessage("WATCH_TOO_SLOW: nothing was read for 60 s");
        watcher.expectTerminated(session.ref);
    }

    @Test
    void whatWasMissedAndAllThereIsDoNotCountAsUnread() {
        reads = false;
        Session session = new Session(Optional.of(List.of(Place.START, Place.START)));
        List<Followed.OneChange> many = new ArrayList<>();
        for (int position = 1; position <= 50; position++) {
            many.add(one("a", position, 0));
        }
        session.says(new Followed.Missed(0, "k0", Place.after(50), many));
        session.says(new Followed.Missed(1, "k1", Place.START, List.of()));
        watcher.expectNoMessage();
        reads = true;
        session.ref.tell(new WatchSession.Ready());
        for (int position = 1; position <= 50; position++) {
            watcher.expectMessage("CHANGED a of 0 " + position + ".1 1.0");
        }
        watcher.expectMessage("progress 51.0 1.0");
    }

    @Test
    void whatIsNotKeptAnyMoreAndAShardThatIsLostEndTheStreamByName() {
        Session old = new Session(Optional.of(List.of(Place.START, Place.START)));
        old.says(new Followed.TooOld(1, "k1"));
        watcher.expectMessage("WATCH_TOO_OLD: what has changed in shard 1 since the resume token is not kept any more");
        watcher.expectTerminated(old.ref);

        Session session = begun();
        session.says(new Followed.Ended(1, "of another keeping"));
        watcher.expectNoMessage();
        session.says(new Followed.Ended(1, "k1"));
        watcher.expectMessage("UNAVAILABLE: shard 1 is not served here any more");
        watcher.expectTerminated(session.ref);
    }

    @Test
    void aShardThatIsSilentEndsTheStreamAndNoProgressIsClaimedForIt() {
        Session session = begun();
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        session.says(new Followed.UpTo(0, "k0", 0, Place.START));
        session.says(changed(0, "k0", 9, "later", 9, 0));
        assertThat(session.follow().keeping()).isEmpty();
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        TIME.timePasses(SETTINGS.progressEvery());
        watcher.expectMessage("UNAVAILABLE: shard 1 was not heard for 16 s");
        watcher.expectTerminated(session.ref);
    }

    @Test
    void aNodeThatStopsSaysSo() {
        Session session = begun();
        session.ref.tell(new WatchSession.NodeStops());
        watcher.expectMessage("UNAVAILABLE: this node stops");
        watcher.expectTerminated(session.ref);
    }

    private Session begun() {
        Session session = new Session(Optional.empty());
        session.says(new Followed.All(0, "k0", 0, Place.START, List.of()));
        session.says(new Followed.All(1, "k1", 0, Place.START, List.of()));
        watcher.expectMessage("list end 1.0 1.0");
        return session;
    }

    /** The session, and what the test says as its two shards. */
    private final class Session {
        private final ActorRef<WatchSession.Message> ref;
        private final List<ResourceMessage.Follow> asked = new ArrayList<>();

        private Session(Optional<List<Place>> since) {
            this.ref = KIT.spawn(WatchSession.create(
                    new WatchSession.Wanted(keepers.getRef(), 2, "shop/", since, tokens),
                    new Words(),
                    new Reader(),
                    SETTINGS,
                    nanos::get));
            for (int shard = 0; shard < 2; shard++) {
                ShardingEnvelope<ResourceMessage> first = keepers.receiveMessage();
                assertThat(first.entityId()).isEqualTo(KeeperIds.keeperOf(shard));
                asked.add((ResourceMessage.Follow) first.message());
            }
            assertThat(asked)
                    .allMatch(ResourceMessage.Follow::proven)
                    .allMatch(each -> each.prefix().equals("shop/"));
        }

        private void says(Followed followed) {
            asked.getFirst().follower().tell(followed);
        }

        private ResourceMessage.Follow follow() {
            return (ResourceMessage.Follow) keepers.receiveMessage().message();
        }
    }

    private String places(String token) {
        return String.join(
                " ",
                tokens.places(token).orElseThrow().stream()
                        .map(place -> place.position() + "." + place.index())
                        .toList());
    }

    private static Followed changed(int shard, String keeping, long number, String name, long position, int index) {
        return new Followed.Changed(shard, keeping, number, one(name, position, index));
    }

    private static Followed.OneChange one(String name, long position, int index) {
        return new Followed.OneChange(Place.after(position, index), Change.Kind.CHANGED, position, state(name));
    }

    private static Body state(String name) {
        return new Body(new InstanceResource().unknown("shop/" + name, Floor.NONE));
    }

    private static String name(Object state) {
        return ((dev.holdfast.core.instance.InstanceState.Absent) state).name().id();
    }
}
