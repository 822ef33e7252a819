package dev.holdfast.node.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.DeleteMessagesSuccess;
import org.apache.pekko.persistence.DeleteSnapshotSuccess;
import org.apache.pekko.persistence.DeleteSnapshotsSuccess;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.SaveSnapshotSuccess;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotProtocol;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.journal.Tagged;
import org.apache.pekko.testkit.TestProbe;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.OptionConverters;

/**
 * Pekko's contract of a journal and of a snapshot store, for persistence ids that are not Holdfast's: the same points
 * as in Pekko's own compatibility kit, which needs ScalaTest.
 */
class PluginContractTest {
    private static final Config CONFIG = ConfigFactory.parseString("""
                    holdfast.log.store = memory
                    holdfast.log.default-shards = 2
                    pekko.persistence.journal.plugin = "holdfast.log.journal"
                    pekko.persistence.snapshot-store.plugin = "holdfast.log.snapshots"
                    pekko.loglevel = ERROR
                    """).withFallback(ConfigFactory.load());
    private static ActorSystem system = ActorSystem.create("nothing-yet", CONFIG);
    private static int ids;

    private final String id = "somebody-else-" + ++ids;
    private final TestProbe probe = TestProbe.apply(system);
    private final ActorRef journal = Persistence.get(system).journalFor("", ConfigFactory.empty());
    private final ActorRef snapshots = Persistence.get(system).snapshotStoreFor("", ConfigFactory.empty());

    /** An event that no serializer takes. */
    private static final class Unwritable {}

    @BeforeAll
    static void begin() {
        TestKit.shutdownActorSystem(system);
        system = ActorSystem.create("plugins", CONFIG);
    }

    @AfterAll
    static void end() {
        TestKit.shutdownActorSystem(system);
    }

    @Test
    void allEventsAreReplayedAndThenTheHighestSequence() {
        write(1, 5);
        assertThat(replay(1, Long.MAX_VALUE, Long.MAX_VALUE)).containsExactly("a-1", "a-2", "a-3", "a-4", "a-5");
        assertThat(highest(1)).isEqualTo(5);
    }

    @Test
    void aReplayHasALowerAndAnUpperBoundAndALimit() {
        write(1, 5);
        assertThat(replay(3, Long.MAX_VALUE, Long.MAX_VALUE)).containsExactly("a-3", "a-4", "a-5");
        assertThat(replay(1, 3, Long.MAX_VALUE)).containsExactly("a-1", "a-2", "a-3");
        assertThat(replay(1, Long.MAX_VALUE, 3)).containsExactly("a-1", "a-2", "a-3");
        assertThat(replay(2, 3, Long.MAX_VALUE)).containsExactly("a-2", "a-3");
        assertThat(replay(2, 4, 2)).containsExactly("a-2", "a-3");
        assertThat(replay(2, 2, Long.MAX_VALUE)).containsExactly("a-2");
        assertThat(replay(3, 2, Long.MAX_VALUE)).isEmpty();
        assertThat(replay(1, 5, 0)).isEmpty();
        assertThat(replay(9, Long.MAX_VALUE, Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void anIdThatWasNeverWrittenHasNothing() {
        assertThat(replay(1, Long.MAX_VALUE, Long.MAX_VALUE)).isEmpty();
        assertThat(highest(1)).isZero();
    }

    @Test
    void deletedEventsAreNotReplayedAndTheHighestSequenceIsKept() {
        write(1, 5);
        delete(3);
        assertThat(replay(1, Long.MAX_VALUE, Long.MAX_VALUE)).containsExactly("a-4", "a-5");
        delete(5);
        assertThat(replay(1, Long.MAX_VALUE, Long.MAX_VALUE)).isEmpty();
        assertThat(highest(1)).isEqualTo(5);
        delete(Long.MAX_VALUE);
        assertThat(highest(1)).isEqualTo(5);
        write(6, 6);
        assertThat(replay(1, Long.MAX_VALUE, Long.MAX_VALUE)).containsExactly("a-6");
    }

    @Test
    void severalEventsAreWrittenAtomically() {
        List<PersistentRepr> three = List.of(event(1, "x"), event(2, "y"), event(3, "z"));
        send(List.of(AtomicWrite.apply(CollectionConverters.asScala(three).toSeq())));
        for (int i = 0; i < 3; i++) {
            probe.expectMsgClass(JournalProtocol.WriteMessageSuccess.class);
        }
        assertThat(replay(1, Long.MAX_VALUE, Long.MAX_VALUE)).containsExactly("x", "y", "z");
    }

    @Test
    void whatCannotBeSerializedIsRejectedAndLeavesNothing() {
        send(List.of(AtomicWrite.apply(
                PersistentRepr.apply(new Unwritable(), 1, id, "", false, ActorRef.noSender(), "writer"))));
        probe.expectMsgClass(JournalProtocol.WriteMessageRejected.class);
        assertThat(highest(1)).isZero();
        write(1, 1);
    }

    @Test
    void aStaleWriterIsRejected() {
        write(1, 3);
        send(List.of(AtomicWrite.apply(event(2, "late"))));
        JournalProtocol.WriteMessageRejected rejected =
                probe.expectMsgClass(JournalProtocol.WriteMessageRejected.class);
        assertThat(rejected.cause()).isInstanceOf(LogUnavailableException.class).hasMessageContaining("STALE_COPY");
        assertThat(replay(1, Long.MAX_VALUE, Long.MAX_VALUE)).containsExactly("a-1", "a-2", "a-3");
    }

    @Test
    void tagsAreTakenOffAndWriterAndTimeAreKept() {
        PersistentRepr tagged = PersistentRepr.apply(
                        new Tagged("plain", java.util.Set.of("t")), 1, id, "m", false, ActorRef.noSender(), "writer-9")
                .withTimestamp(77);
        send(List.of(AtomicWrite.apply(tagged)));
        probe.expectMsgClass(JournalProtocol.WriteMessageSuccess.class);
        journal.tell(
                new JournalProtocol.ReplayMessages(1, Long.MAX_VALUE, Long.MAX_VALUE, id, probe.ref()), probe.ref());
        PersistentRepr back =
                probe.expectMsgClass(JournalProtocol.ReplayedMessage.class).persistent();
        assertThat(back.payload()).isEqualTo("plain");
        assertThat(back.manifest()).isEqualTo("m");
        assertThat(back.writerUuid()).isEqualTo("writer-9");
        assertThat(back.timestamp()).isEqualTo(77);
        probe.expectMsgClass(JournalProtocol.RecoverySuccess.class);
    }

    @Test
    void anIdOfOneOfOurTypesIsRefusedAtOnceWhileItsShardIsNotOwned() {
        PersistentRepr event = PersistentRepr.apply("x", 1, "instance|shop/web-1", "", false, ActorRef.noSender(), "w");
        send(List.of(AtomicWrite.apply(event)));
        assertThat(probe.expectMsgClass(JournalProtocol.WriteMessageRejected.class)
                        .cause())
                .isInstanceOf(LogUnavailableException.class);
        journal.tell(
                new JournalProtocol.ReplayMessages(
                        1, Long.MAX_VALUE, Long.MAX_VALUE, "instance|shop/web-1", probe.ref()),
                probe.ref());
        probe.expectMsgClass(JournalProtocol.ReplayMessagesFailure.class);
    }

    @Test
    void theNewestSnapshotThatFitsTheCriteriaIsLoaded() {
        write(1, 50);
        SnapshotMetadata second = save(10, "s-10");
        for (int i = 20; i <= 50; i += 10) {
            await().until(() -> System.currentTimeMillis() > second.timestamp());
            save(i, "s-" + i);
        }
        assertThat(load(SnapshotSelectionCriteria.latest())).contains("s-50");
        assertThat(load(criteria(30, Long.MAX_VALUE, 0, 0))).contains("s-30");
        assertThat(load(criteria(39, Long.MAX_VALUE, 0, 0))).contains("s-30");
        assertThat(load(criteria(Long.MAX_VALUE, second.timestamp(), 0, 0))).contains("s-10");
        assertThat(load(criteria(Long.MAX_VALUE, Long.MAX_VALUE, 51, 0))).isEmpty();
        assertThat(load(criteria(9, Long.MAX_VALUE, 0, 0))).isEmpty();
        assertThat(load(SnapshotSelectionCriteria.none())).isEmpty();
    }

    @Test
    void snapshotsAreDeletedOneByOneAndByCriteria() {
        write(1, 50);
        List<SnapshotMetadata> saved = new ArrayList<>();
        for (int i = 10; i <= 50; i += 10) {
            saved.add(save(i, "s-" + i));
        }
        snapshots.tell(new SnapshotProtocol.DeleteSnapshot(saved.getLast()), probe.ref());
        probe.expectMsgClass(DeleteSnapshotSuccess.class);
        assertThat(load(SnapshotSelectionCriteria.latest())).contains("s-40");
        snapshots.tell(new SnapshotProtocol.DeleteSnapshots(id, criteria(20, Long.MAX_VALUE, 0, 0)), probe.ref());
        probe.expectMsgClass(DeleteSnapshotsSuccess.class);
        assertThat(load(criteria(29, Long.MAX_VALUE, 0, 0))).isEmpty();
        assertThat(load(criteria(39, Long.MAX_VALUE, 0, 0))).contains("s-30");
    }

    @Test
    void aSnapshotOfTheSameSequenceReplacesTheOlder() {
        write(1, 5);
        save(5, "first");
        save(5, "second");
        assertThat(load(SnapshotSelectionCriteria.latest())).contains("second");
    }

    @Test
    void aLargeSnapshotComesBackWhole() {
        write(1, 1);
        String large = "x".repeat(3_000_000);
        save(1, large);
        assertThat(load(SnapshotSelectionCriteria.latest())).contains(large);
    }

    @Test
    void theSettingsThatMakeThePluginsSafeAreInForce() {
        assertThat(CONFIG.getBoolean("holdfast.log.journal.write-response-global-order"))
                .isFalse();
        assertThat(CONFIG.getString("holdfast.log.journal.replay-filter.mode")).isEqualTo("fail");
        assertThat(CONFIG.getBoolean("holdfast.log.snapshots.snapshot-is-optional"))
                .isFalse();
        assertThat(CONFIG.getString("holdfast.log.journal.plugin-dispatcher")).isEqualTo("holdfast.log.dispatcher");
        assertThat(CONFIG.getDuration("holdfast.log.answer-timeout"))
                .isLessThan(CONFIG.getDuration("holdfast.log.append-timeout"));
        assertThat(CONFIG.getDuration("holdfast.log.append-timeout"))
                .isLessThan(CONFIG.getDuration("holdfast.log.journal.circuit-breaker.call-timeout"));
    }

    private PersistentRepr event(long sequence, Serializable payload) {
        return PersistentRepr.apply(payload, sequence, id, "", false, ActorRef.noSender(), "writer");
    }

    private void write(int from, int to) {
        List<AtomicWrite> writes = new ArrayList<>();
        for (int i = from; i <= to; i++) {
            writes.add(AtomicWrite.apply(event(i, "a-" + i)));
        }
        send(writes);
        for (int i = from; i <= to; i++) {
            assertThat(probe.expectMsgClass(JournalProtocol.WriteMessageSuccess.class)
                            .persistent()
                            .sequenceNr())
                    .isEqualTo(i);
        }
    }

    private void send(List<AtomicWrite> writes) {
        journal.tell(
                new JournalProtocol.WriteMessages(
                        CollectionConverters.asScala(
                                        new ArrayList<org.apache.pekko.persistence.PersistentEnvelope>(writes))
                                .toSeq(),
                        probe.ref(),
                        1),
                probe.ref());
        probe.expectMsgClass(JournalProtocol.WriteMessagesSuccessful$.class);
    }

    private List<Object> replay(long from, long to, long max) {
        journal.tell(new JournalProtocol.ReplayMessages(from, to, max, id, probe.ref()), probe.ref());
        List<Object> events = new ArrayList<>();
        while (true) {
            Object answer = probe.receiveOne(scala.concurrent.duration.Duration.apply(5, "seconds"));
            if (answer instanceof JournalProtocol.ReplayedMessage replayed) {
                events.add(replayed.persistent().payload());
            } else {
                assertThat(answer).isInstanceOf(JournalProtocol.RecoverySuccess.class);
                return events;
            }
        }
    }

    private long highest(long from) {
        journal.tell(new JournalProtocol.ReplayMessages(from, Long.MAX_VALUE, 0, id, probe.ref()), probe.ref());
        return probe.expectMsgClass(JournalProtocol.RecoverySuccess.class).highestSequenceNr();
    }

    private void delete(long to) {
        journal.tell(new JournalProtocol.DeleteMessagesTo(id, to, probe.ref()), probe.ref());
        probe.expectMsgClass(DeleteMessagesSuccess.class);
    }

    /** Pekko itself sets the time; what it set is given back. */
    private SnapshotMetadata save(long sequence, String state) {
        snapshots.tell(new SnapshotProtocol.SaveSnapshot(new SnapshotMetadata(id, sequence, 0L), state), probe.ref());
        return probe.expectMsgClass(SaveSnapshotSuccess.class).metadata();
    }

    private Optional<Object> load(SnapshotSelectionCriteria criteria) {
        snapshots.tell(new SnapshotProtocol.LoadSnapshot(id, criteria, Long.MAX_VALUE), probe.ref());
        return OptionConverters.toJava(probe.expectMsgClass(SnapshotProtocol.LoadSnapshotResult.class)
                        .snapshot())
                .map(SelectedSnapshot::snapshot);
    }

    private static SnapshotSelectionCriteria criteria(
            long maxSequence, long maxTimestamp, long minSequence, long minTimestamp) {
        return SnapshotSelectionCriteria.create(maxSequence, maxTimestamp, minSequence, minTimestamp);
    }
}
