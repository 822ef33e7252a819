package dev.holdfast.node.resource;

import static dev.holdfast.node.resource.TestRegion.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.holdfast.core.instance.InstanceCommand;
import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.core.instance.ObservedPower;
import dev.holdfast.core.instance.Operations;
import dev.holdfast.core.log.LogStore;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.log.StoreAnswer;
import dev.holdfast.core.log.StoreRequest;
import dev.holdfast.core.resource.Party;
import dev.holdfast.core.resource.Request;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.FaultDomain;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.core.shared.RequestId;
import dev.holdfast.core.shared.Uid;
import dev.holdfast.core.testing.Samples;
import dev.holdfast.node.codec.Body;
import dev.holdfast.node.codec.Sendable;
import dev.holdfast.node.log.FaultyStore;
import dev.holdfast.node.log.ShardLogs;
import dev.holdfast.node.log.StrayCopies;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the Pekko side of the log must do, each point on real sharding and the real plugins. */
class ResourceGlueTest {
    private static final String WEB = Samples.WEB.toString();

    private final AtomicReference<FaultyStore> faults = new AtomicReference<>();

    private int copies;
    private final TestRegion region =
            new TestRegion(this::faulty, "holdfast.log.append-timeout = 1s", "holdfast.log.answer-timeout = 300ms");

    private LogStore faulty(LogStore store) {
        faults.set(new FaultyStore(store));
        return faults.get();
    }

    @AfterEach
    void end() {
        region.close();
    }

    @Test
    void anInstanceIsCreatedReadListedAndItsEffectsAreSent() {
        InstanceState created = state(region.execute(WEB, create("create")));
        assertThat(created).isInstanceOf(InstanceState.Placing.class);
        assertThat(state(region.read(WEB, false))).isEqualTo(created);
        assertThat(state(region.read(WEB, true))).isEqualTo(created);
        await().until(() -> !region.effects.isEmpty());
        assertThat(region.effects.getFirst().key().kind()).isEqualTo("choose");
        assertThat(listed()).containsExactly(created);
    }

    @Test
    void refusalsRepeatsAndUnknownNamesAreAnsweredBehindABarrier() {
        region.execute(WEB, create("create"));
        assertThat(region.execute(WEB, create("other")))
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.ALREADY_EXISTS));
        assertThat(region.execute(WEB, create("create"))).isInstanceOf(Reply.Done.class);
        assertThat(state(region.read("shop/never", false)).unknown()).isTrue();
    }

    @Test
    void validateOnlySaysWhatWouldBeAndChangesNothing() {
        assertThat(state(region.validate(WEB, create("create")))).isInstanceOf(InstanceState.Placing.class);
        assertThat(state(region.read(WEB, false)).unknown()).isTrue();
    }

    @Test
    void ofTwoCopiesOnOneNodeTheOlderStopsAndNeverAnswersAsIfItWereFresh() {
        region.execute(WEB, create("create"));
        ActorRef<ResourceMessage> copy = anotherCopy(WEB);
        TestProbe<Reply> probe = TestProbe.create(region.system);
        copy.tell(new ResourceMessage.Read(true, probe.getRef()));
        assertThat(state(probe.receiveMessage())).isInstanceOf(InstanceState.Placing.class);

        region.execute(WEB, place());
        copy.tell(new ResourceMessage.Read(false, probe.getRef()));
        assertThat(probe.receiveMessage())
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        probe.expectTerminated(copy);

        ActorRef<ResourceMessage> writer = anotherCopy(WEB);
        writer.tell(new ResourceMessage.Read(true, probe.getRef()));
        probe.receiveMessage();
        region.execute(WEB, new InstanceCommand.DeleteInstance(Request.PLAIN));
        long sequence = state(region.read(WEB, false)).sequence();
        writer.tell(new ResourceMessage.Execute(
                new Body(new InstanceCommand.DeleteInstance(Request.PLAIN)), Party.ANONYMOUS, false, probe.getRef()));
        assertThat(probe.receiveMessage()).isInstanceOf(Reply.Refused.class);
        probe.expectTerminated(writer);
        assertThat(state(region.read(WEB, false)).sequence()).isEqualTo(sequence);
    }

    @Test
    void anOlderCopyToWhichOnlyThingsAreSaidThatChangeNothingStopsToo() {
        region.execute(WEB, create("create"));
        ActorRef<ResourceMessage> copy = anotherCopy(WEB);
        TestProbe<Reply> probe = TestProbe.create(region.system);
        copy.tell(new ResourceMessage.Read(true, probe.getRef()));
        probe.receiveMessage();

        region.execute(WEB, place());
        InstanceCommand ofAnotherLife =
                new InstanceCommand.ConfirmRelease(new Uid("other"), new HostId("host-9"), new Epoch(1));
        copy.tell(new ResourceMessage.Tell(new Body(ofAnotherLife), Party.host("host-9")));
        probe.expectTerminated(copy);
    }

    @Test
    void anOldTombstoneIsArchivedWhenItIsWokenAndEveryNameBeginsAboveItsNumbers() {
        region.execute(WEB, create("create"));
        region.execute(WEB, new InstanceCommand.DeleteInstance(Request.PLAIN));
        InstanceState tombstone = state(region.read(WEB, false));
        assertThat(tombstone).isInstanceOf(InstanceState.Deleted.class);

        region.later(Operations.MEMORY.plusHours(1));
        // Whoever comes just as the entity makes room is turned away, with a refusal that may be tried again.
        await().atMost(Duration.ofSeconds(20))
                .until(() -> region.read(WEB, false) instanceof Reply.Done done
                        && TestRegion.state(done).unknown());
        String unseen = sameShardAs(WEB);
        assertThat(state(region.read(unseen, false)).sequence()).isEqualTo(tombstone.sequence());
        InstanceState next = state(region.execute(WEB, create("again")));
        assertThat(next).isInstanceOf(InstanceState.Placing.class);
        assertThat(next.sequence()).isEqualTo(tombstone.sequence() + 2);
    }

    /** Another name, of which nothing is known, that the same log keeps. */
    private static String sameShardAs(String id) {
        return IntStream.range(0, 1_000)
                .mapToObj(number -> "shop/unseen-" + number)
                .filter(each -> ShardId.of("instance", each, 4).equals(ShardId.of("instance", id, 4)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anUnknownOutcomeIsToldAsUnknownAndTheSameRequestAgainTakesEffectOnce() {
        state(region.read(WEB, false));
        faults.get().rule(FaultyStore::isAppend, (store, request, _) -> store.send(request, _ -> {}));
        Reply unknown = region.execute(WEB, create("create"));
        assertThat(unknown).isInstanceOfSatisfying(Reply.Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
            assertThat(refused.code().definite()).isFalse();
        });
        faults.get().heal();
        await().atMost(Duration.ofSeconds(10)).until(() -> region.execute(WEB, create("create")) instanceof Reply.Done);
        InstanceState after = state(region.read(WEB, false));
        assertThat(after.sequence()).isEqualTo(2);
        assertThat(((InstanceState.Living) after).life().operations().all()).hasSize(1);
    }

    @Test
    void whatNeverLeftIsToldAsUnavailableAndNeverSeenLater() {
        state(region.read(WEB, false));
        faults.get()
                .rule(
                        FaultyStore::isAppend,
                        (_, _, answerTo) -> answerTo.accept(new StoreAnswer.Unavailable("no connection")));
        assertThat(region.execute(WEB, create("create"))).isInstanceOfSatisfying(Reply.Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(refused.code().definite()).isTrue();
        });
        faults.get().heal();
        await().until(() -> region.read(WEB, false) instanceof Reply.Done);
        assertThat(state(region.read(WEB, false)).unknown()).isTrue();
    }

    @Test
    void everyCallerIsAnsweredWhenAPersistFailsAlsoThoseBehindIt() {
        state(region.read(WEB, false));
        faults.get().hold(FaultyStore::isAppend);
        List<CompletionStage<Reply>> callers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            callers.add(region.asking(WEB, create("create-" + i)));
        }
        List<ErrorCode> codes = callers.stream()
                .map(TestRegion::join)
                .map(reply -> ((Reply.Refused) reply).code())
                .toList();
        assertThat(codes).startsWith(ErrorCode.OUTCOME_UNKNOWN);
        assertThat(codes.subList(1, codes.size())).containsOnly(ErrorCode.UNAVAILABLE);
        faults.get().letGo();
    }

    @Test
    void whoseCommandIsOnItsWayWhenTheEntityIsEndedIsToldThatNobodyKnows() {
        assertThat(state(region.read(WEB, false)).unknown()).isTrue();
        ActorRef<ResourceMessage> copy = anotherCopy(WEB);
        faults.get().hold(FaultyStore::isAppend);
        TestProbe<Reply> first = TestProbe.create(region.system);
        TestProbe<Reply> behind = TestProbe.create(region.system);
        copy.tell(new ResourceMessage.Execute(new Body(create("create")), Party.ANONYMOUS, false, first.getRef()));
        await().until(() -> faults.get().held() > 0);
        copy.tell(new ResourceMessage.Execute(new Body(create("second")), Party.ANONYMOUS, false, behind.getRef()));
        Adapter.toClassic(region.system).stop(Adapter.toClassic(copy));
        assertThat(code(first)).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        assertThat(code(behind)).isEqualTo(ErrorCode.UNAVAILABLE);
        faults.get().letGo();
        await().until(() -> region.read(WEB, false) instanceof Reply.Done done
                && !TestRegion.state(done).unknown());
    }

    private static ErrorCode code(TestProbe<Reply> probe) {
        return ((Reply.Refused) probe.receiveMessage(Duration.ofSeconds(10))).code();
    }

    @Test
    void moreCallersThanTheBoundAreTurnedAway() {
        state(region.read(WEB, false));
        faults.get().hold(request -> request instanceof StoreRequest.ReadHead);
        List<CompletionStage<Reply>> callers = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            callers.add(region.asking(WEB, new InstanceCommand.StopInstance(Request.PLAIN)));
        }
        assertThat(TestRegion.join(callers.getLast()))
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.OVERLOADED));
        faults.get().letGo();
        assertThat(TestRegion.join(callers.getFirst()))
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void theBreakerIsNotTrippedByWhatIsCertainNotToHaveHappened() {
        faults.get()
                .rule(
                        FaultyStore::isAppend,
                        (_, _, answerTo) -> answerTo.accept(new StoreAnswer.Unavailable("no connection")));
        for (int i = 0; i < 30; i++) {
            String id = "shop/i-" + i;
            assertThat(region.execute(id, create(id, "create"))).isInstanceOf(Reply.Refused.class);
        }
        faults.get().heal();
        assertThat(region.execute("shop/after", create("shop/after", "create"))).isInstanceOf(Reply.Done.class);
    }

    @Test
    void aListReadsOnesOwnWritesAndTheViewIsWhatTheEntitiesAre() {
        Map<String, InstanceState> known = new TreeMap<>();
        for (int i = 0; i < 60; i++) {
            String id = "shop/i-" + i;
            known.put(id, state(region.execute(id, create(id, "create"))));
            if (i % 3 == 0) {
                known.put(id, state(region.execute(id, place())));
            }
            if (i % 4 == 0) {
                known.put(id, state(region.execute(id, new InstanceCommand.DeleteInstance(Request.PLAIN))));
            }
        }
        known.values().removeIf(InstanceState.Deleted.class::isInstance);
        assertThat(listed()).containsExactlyInAnyOrderElementsOf(known.values());
    }

    @Test
    void aReplayFromASnapshotAndTheEventsAfterItGivesTheLiveState() {
        state(region.execute(WEB, create("create")));
        region.execute(WEB, place());
        InstanceState.Placing asking = (InstanceState.Placing) state(region.read(WEB, false));
        region.execute(
                WEB,
                new InstanceCommand.ConfirmClaim(
                        asking.life().uid(), host(), asking.life().epoch()));
        for (int i = 0; i < 150; i++) {
            InstanceState.OnHost on = (InstanceState.OnHost) state(region.read(WEB, false));
            region.execute(WEB, observe(on, i % 2 == 0 ? ObservedPower.RUNNING : ObservedPower.STOPPED, i + 1));
            region.execute(
                    WEB,
                    i % 2 == 0
                            ? new InstanceCommand.StopInstance(Request.PLAIN)
                            : new InstanceCommand.StartInstance(Request.PLAIN));
        }
        InstanceState live = state(region.read(WEB, false));
        assertThat(live.sequence()).isGreaterThan(300);
        ActorRef<ResourceMessage> copy = anotherCopy(WEB);
        TestProbe<Reply> probe = TestProbe.create(region.system);
        copy.tell(new ResourceMessage.Read(false, probe.getRef()));
        assertThat(state(probe.receiveMessage(Duration.ofSeconds(10)))).isEqualTo(live);
    }

    @Test
    void anEntityWaitsForItsShardAndIsServedOnceThatIsOwned() {
        TestRegion slow = new TestRegion(store -> {
            FaultyStore held = new FaultyStore(store);
            held.hold(request -> request instanceof StoreRequest.CompareAndCommit);
            faults.set(held);
            return held;
        });
        try (slow) {
            CompletionStage<Reply> early = slow.asking(WEB, create("create"));
            await().until(() -> faults.get().held() > 0);
            assertThat(early.toCompletableFuture()).isNotDone();
            faults.get().letGo();
            assertThat(TestRegion.join(early)).isInstanceOf(Reply.Done.class);
        }
    }

    @Test
    void aHistoryThatCannotBeReplayedIsQuarantinedAndItsShardLivesOn() {
        region.execute(WEB, create("create"));
        ShardLogs.Location location = region.logs.locate("instance|" + WEB);
        String neighbour = neighbourOf(location.shard().number());
        region.execute(neighbour, create(neighbour, "create"));
        faults.get()
                .rule(
                        request -> request instanceof StoreRequest.ReadCommits,
                        (store, request, answerTo) ->
                                store.send(request, answer -> answerTo.accept(Poison.of(answer, WEB))));
        CompletableFuture<Boolean> gate = new CompletableFuture<>();
        ActorRef<ResourceMessage> copy = anotherCopy(WEB, gate);
        TestProbe<Reply> probe = TestProbe.create(region.system);
        copy.tell(new ResourceMessage.Read(false, probe.getRef()));
        gate.complete(true);
        assertThat(probe.receiveMessage(Duration.ofSeconds(10)))
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.QUARANTINED));
        faults.get().heal();
        assertThat(region.read(neighbour, false)).isInstanceOf(Reply.Done.class);
    }

    @Test
    void whileTheStoreIsAwayALineSaysThatNothingCanBeReplayedHoweverOftenItIsAsked() {
        List<String> ids =
                IntStream.range(0, 20).mapToObj(i -> "shop/away-" + i).toList();
        ids.forEach(id -> state(region.execute(id, create("create-" + id))));
        ids.forEach(id -> region.region.tell(new ShardingEnvelope<>(id, new ResourceMessage.Stop())));
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.addFilter(new PassingReplays());
        lines.start();
        Logger all = (Logger) LoggerFactory.getLogger("dev.holdfast.node.resource");
        all.addAppender(lines);
        all.setLevel(Level.INFO);
        all.setAdditive(false);
        faults.get()
                .rule(
                        StoreRequest.ReadCommits.class::isInstance,
                        (_, _, answerTo) -> answerTo.accept(new StoreAnswer.Unavailable("no connection")));
        try {
            // What is asked of an entity that is just ending is not replayed, so it is asked until one was.
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                readAll(ids);
                return !lines.list.isEmpty();
            });
            assertThat(readAll(ids))
                    .allSatisfy(reply -> assertThat(reply)
                            .isInstanceOfSatisfying(
                                    Reply.Refused.class,
                                    refused -> assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE)));
            assertThat(lines.list)
                    .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
                    .singleElement()
                    .satisfies(line -> {
                        assertThat(line.getLevel()).isEqualTo(Level.WARN);
                        assertThat(line.getThrowableProxy()).isNull();
                        assertThat(line.getKeyValuePairs().toString())
                                .contains(
                                        "instance=",
                                        "shop/away-",
                                        "cause=",
                                        "LogUnavailableException",
                                        "no connection");
                    });
        } finally {
            all.detachAppender(lines);
            all.setLevel(null);
            all.setAdditive(true);
        }
    }

    private List<Reply> readAll(List<String> ids) {
        List<CompletionStage<Reply>> asked =
                ids.stream().map(id -> region.reading(id)).toList();
        return asked.stream().map(TestRegion::join).toList();
    }

    @Test
    void aGapAfterASnapshotOrAtTheBeginningIsNeverReplayedAsIfTheHistoryWereWhole() {
        region.execute(WEB, create("create"));
        region.execute(WEB, place());
        long last = state(region.read(WEB, false)).sequence();
        assertThat(last).isGreaterThanOrEqualTo(3);
        for (long lost = 1; lost <= last; lost++) {
            long sequence = lost;
            faults.get()
                    .rule(
                            request -> request instanceof StoreRequest.ReadCommits,
                            (store, request, answerTo) -> store.send(
                                    request, answer -> answerTo.accept(Poison.without(answer, WEB, sequence))));
            TestProbe<Reply> probe = TestProbe.create(region.system);
            CompletableFuture<Boolean> gate = new CompletableFuture<>();
            anotherCopy(WEB, gate).tell(new ResourceMessage.Read(false, probe.getRef()));
            gate.complete(true);
            assertThat(probe.receiveMessage(Duration.ofSeconds(10)))
                    .as("without event " + lost + " of " + last)
                    .isInstanceOfSatisfying(
                            Reply.Refused.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.QUARANTINED));
            faults.get().heal();
        }
        TestProbe<Reply> probe = TestProbe.create(region.system);
        anotherCopy(WEB).tell(new ResourceMessage.Read(false, probe.getRef()));
        assertThat(probe.receiveMessage(Duration.ofSeconds(10))).isInstanceOf(Reply.Done.class);
    }

    @Test
    void aPartnerWhoseWordCameToNothingIsSentAwayToBeginAnew() {
        region.execute(WEB, create("create"));
        TestProbe<Sendable> partner = TestProbe.create(region.system);
        Party host = Party.host("h-1");
        InstanceCommand said = new InstanceCommand.ConfirmHolding(new Uid("nobody"), new HostId("h-1"), new Epoch(1));
        region.region.tell(
                new ShardingEnvelope<>(WEB, new ResourceMessage.Attach(new Body(said), host, partner.getRef())));
        partner.expectMessageClass(ResourceMessage.Attached.class);
        await().until(() -> !region.notices.isEmpty());
        assertThat(region.dismissed).isEmpty();

        faults.get()
                .rule(
                        request -> request instanceof StoreRequest.ReadHead,
                        (_, _, answerTo) -> answerTo.accept(new StoreAnswer.Unavailable("stalls")));
        region.region.tell(new ShardingEnvelope<>(WEB, new ResourceMessage.Tell(new Body(said), host)));
        await().atMost(Duration.ofSeconds(10)).until(() -> region.dismissed.contains(partner.getRef()));
        assertThat(region.notices).hasSize(1);
    }

    @Test
    void aShardWhoseStoreHasLostDataSaysSoToWhoeverAsksHoweverOften() {
        region.execute(WEB, create("create"));
        int shard = region.logs.locate("instance|" + WEB).shard().number();
        String elsewhere = neighbourOf((shard + 1) % 4);
        faults.get()
                .rule(
                        request -> request instanceof StoreRequest.ReadHead
                                && request.shard().number() == shard,
                        (_, _, answerTo) -> answerTo.accept(new StoreAnswer.HeadRead(Optional.empty())));
        await().atMost(Duration.ofSeconds(10))
                .until(() -> region.read(WEB, false) instanceof Reply.Refused refused
                        && refused.code() == ErrorCode.QUARANTINED);
        String unseen = neighbourOf(shard);
        List<CompletionStage<Reply>> asked = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            asked.add(region.asking(unseen, create(unseen, "create")));
        }
        // Who comes while the copy that knew stops is told only that nothing was done.
        asked.forEach(each -> assertThat(TestRegion.join(each))
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(refused.code()).isIn(ErrorCode.QUARANTINED, ErrorCode.UNAVAILABLE)));
        await().atMost(Duration.ofSeconds(5))
                .until(() -> region.execute(unseen, create(unseen, "create")) instanceof Reply.Refused refused
                        && refused.code() == ErrorCode.QUARANTINED);
        assertThat(region.list(shard, 10))
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.QUARANTINED));
        assertThat(region.execute(elsewhere, create(elsewhere, "create"))).isInstanceOf(Reply.Done.class);
    }

    private String neighbourOf(int shard) {
        for (int i = 0; ; i++) {
            String id = "shop/n-" + i;
            if (region.logs.locate("instance|" + id).shard().number() == shard) {
                return id;
            }
        }
    }

    private List<InstanceState> listed() {
        List<InstanceState> all = new ArrayList<>();
        for (int shard = 0; shard < 4; shard++) {
            Reply.States states = (Reply.States) region.list(shard, 1_000);
            states.states().forEach(body -> all.add((InstanceState) body.value()));
        }
        return all;
    }

    /** A second copy of an entity on the same node, as a race in sharding can leave one. */
    private ActorRef<ResourceMessage> anotherCopy(String id) {
        return anotherCopy(id, CompletableFuture.completedFuture(true));
    }

    /** @param gate the copy is not given its shard before; so what it was asked until then is there when it replays */
    private ActorRef<ResourceMessage> anotherCopy(String id, CompletableFuture<Boolean> gate) {
        copies++;
        return region.system.systemActorOf(
                ResourceEntity.create(
                        region.kind(),
                        id,
                        TestProbe.<ClusterSharding.ShardCommand>create(region.system)
                                .getRef(),
                        (entity, _, replyTo) -> {
                            var _ = gate.thenAccept(_ -> StrayCopies.share(
                                    region.logs,
                                    region.logs.locate("instance|" + entity).shard(),
                                    (log, floor) -> replyTo.tell(
                                            new ResourceMessage.Granted(new LoggedOwnership.Access(log, floor)))));
                        },
                        ResourceSettings.from(region.system.settings().config()),
                        Clock.systemUTC()),
                "copy-" + copies,
                Props.empty());
    }

    private static InstanceCommand create(String requestId) {
        return create(WEB, requestId);
    }

    private static InstanceCommand create(String id, String requestId) {
        return new InstanceCommand.CreateInstance(
                InstanceName.parse(id), Samples.SPEC, Request.of(new RequestId(requestId)));
    }

    private InstanceCommand place() {
        return new Placing().command();
    }

    /** Places whatever life is current: the uid is in the effect that asks for a host. */
    private final class Placing {
        private InstanceCommand command() {
            await().until(() ->
                    region.effects.stream().anyMatch(each -> each.key().kind().equals("choose")));
            Uid uid = region.effects.reversed().stream()
                    .filter(each -> each.key().kind().equals("choose"))
                    .findFirst()
                    .orElseThrow()
                    .uid();
            return new InstanceCommand.PlaceInstance(
                    uid, host(), new Uid("host-uid"), new FaultDomain("rack-a"), false);
        }
    }

    private static HostId host() {
        return new HostId("host-1");
    }

    private static InstanceCommand observe(InstanceState.OnHost on, ObservedPower power, long report) {
        return new InstanceCommand.ObserveInstance(
                on.life().uid(), on.claim().host(), on.claim().epoch(), on.cause(), report, power, Optional.empty());
    }
}
