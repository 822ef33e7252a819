package dev.holdfast.node.resource;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.holdfast.node.telemetry.Telemetry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Every shard is asked for again and again, at once when it is let go, and missed when nobody answers for it. */
class KeeperPingTest {
    private static final ActorTestKit KIT = ActorTestKit.create(ManualTime.config());
    private static final Duration EVERY = Duration.ofSeconds(3);
    private static final Duration ALARM = Duration.ofSeconds(30);
    private static final AtomicLong TYPES = new AtomicLong();

    /** A gauge is the first one's that is made under its name. */
    private final String type = "type" + TYPES.incrementAndGet();

    private final String figure = "holdfast_shards_ownerless{type=\"" + type + "\"} ";

    private final ManualTime time = ManualTime.get(KIT.system());
    private final AtomicLong nanos = new AtomicLong();
    private final TestProbe<ShardingEnvelope<ResourceMessage>> region = TestProbe.create(KIT.system());
    private final ServedShards served = new ServedShards(nanos::get);
    private final AtomicBoolean nobodyStays = new AtomicBoolean();
    private final ActorRef<KeeperPing.Message> ping = KIT.spawn(KeeperPing.create(
            type,
            2,
            region.getRef(),
            EVERY,
            ALARM,
            nanos::get,
            served,
            nobodyStays::get,
            Telemetry.get(KIT.system()).resources(type)));

    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(KeeperPing.class);

    @BeforeEach
    void listen() {
        said.start();
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        logger.addAppender(said);
    }

    @AfterEach
    void listenNoMore() {
        logger.detachAppender(said);
        logger.setLevel(null);
        logger.setAdditive(true);
    }

    @AfterAll
    static void end() {
        KIT.shutdownTestKit();
    }

    @Test
    void asksForEveryShardAgainAndAgainAndAtOnceForOneThatIsLetGo() {
        later(Duration.ZERO);
        ActorRef<ResourceMessage.Kept> watch = pinged("~0");
        pinged("~1");
        region.expectNoMessage();
        later(EVERY);
        pinged("~0");
        pinged("~1");
        watch.tell(new ResourceMessage.Kept(1, false));
        pinged("~1");
        watch.tell(new ResourceMessage.Kept(1, false));
        region.expectNoMessage(Duration.ofMillis(100));
        ping.tell(new KeeperPing.Stop());
        TestProbe<Object> probe = TestProbe.create(KIT.system());
        probe.expectTerminated(ping);
    }

    @Test
    void tellsOfAShardWhoseOwnerHasNotAnsweredForLongOnceAndWhenItIsBack() {
        later(Duration.ZERO);
        ActorRef<ResourceMessage.Kept> watch = pinged("~0");
        pinged("~1");
        for (long gone = 0; gone <= ALARM.plus(EVERY).plus(EVERY).toSeconds(); gone += EVERY.toSeconds()) {
            watch.tell(new ResourceMessage.Kept(0, true));
            later(EVERY);
            pinged("~0");
            pinged("~1");
        }
        assertThat(Telemetry.get(KIT.system()).page()).contains(figure + "1.0");
        assertThat(said.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN);
        watch.tell(new ResourceMessage.Kept(1, true));
        later(EVERY);
        pinged("~0");
        pinged("~1");
        assertThat(Telemetry.get(KIT.system()).page()).contains(figure + "0.0");
        assertThat(said.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN, Level.INFO);
        ping.tell(new KeeperPing.Stop());
    }

    @Test
    void knowsWhichShardsAreNotServedAgainYetAndForgetsThoseThatNeverAre() {
        later(Duration.ZERO);
        ActorRef<ResourceMessage.Kept> watch = pinged("~0");
        pinged("~1");
        later(EVERY);
        pinged("~0");
        pinged("~1");
        watch.tell(new ResourceMessage.Kept(0, false));
        watch.tell(new ResourceMessage.Kept(1, false));
        pinged("~0");
        pinged("~1");
        assertThat(served.waiting()).containsExactlyInAnyOrder("0", "1");
        watch.tell(new ResourceMessage.Kept(1, true));
        watch.tell(new ResourceMessage.Kept(0, false));
        org.awaitility.Awaitility.await().until(() -> served.waiting().equals(java.util.Set.of("0")));
        nanos.addAndGet(ServedShards.FORGOTTEN_AFTER.toNanos());
        assertThat(served.waiting()).isEmpty();
        ping.tell(new KeeperPing.Stop());
    }

    @Test
    void asksForNothingWhenAllNodesAreAboutToLeave() {
        later(Duration.ZERO);
        ActorRef<ResourceMessage.Kept> watch = pinged("~0");
        pinged("~1");
        nobodyStays.set(true);
        later(EVERY);
        watch.tell(new ResourceMessage.Kept(1, false));
        region.expectNoMessage(Duration.ofMillis(100));
        ping.tell(new KeeperPing.Stop());
    }

    private void later(Duration by) {
        nanos.addAndGet(by.toNanos());
        time.timePasses(by.isZero() ? Duration.ofMillis(1) : by);
    }

    private ActorRef<ResourceMessage.Kept> pinged(String keeper) {
        ShardingEnvelope<ResourceMessage> envelope = region.receiveMessage(Duration.ofSeconds(10));
        assertThat(envelope.entityId()).isEqualTo(keeper);
        return ((ResourceMessage.Ping) envelope.message()).watch();
    }
}
