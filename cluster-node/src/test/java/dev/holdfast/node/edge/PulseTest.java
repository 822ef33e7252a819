package dev.holdfast.node.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A process is alive while its actors get their turn, on each of their dispatchers. */
class PulseTest {
    private static final ActorTestKit KIT = ActorTestKit.create(ManualTime.config()
            .withFallback(ConfigFactory.parseString("holdfast.log.dispatcher.fork-join-executor.parallelism-max = 2"))
            .withFallback(ConfigFactory.load()));

    private final AtomicLong nanos = new AtomicLong();

    @AfterAll
    static void end() {
        KIT.shutdownTestKit();
    }

    @Test
    void whoseThreadsAreAllHeldIsStuckAndTheOthersAreNot() {
        Pulse pulse = Pulse.begin(KIT.system(), nanos::get);
        assertThat(pulse.stuck()).isEmpty();
        nanos.addAndGet(Duration.ofMinutes(5).toNanos());
        awaitStuck(pulse, List.of());

        CountDownLatch held = new CountDownLatch(2);
        CountDownLatch enough = new CountDownLatch(1);
        for (int thread = 0; thread < 2; thread++) {
            ActorRef<Integer> blocker = KIT.spawn(
                    Behaviors.receiveMessage(_ -> {
                        held.countDown();
                        enough.await();
                        return Behaviors.same();
                    }),
                    DispatcherSelector.fromConfig("holdfast.log.dispatcher"));
            blocker.tell(0);
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> held.getCount() == 0);
        nanos.addAndGet(Duration.ofMinutes(5).toNanos());
        awaitStuck(pulse, List.of("log"));
        enough.countDown();
        awaitStuck(pulse, List.of());
    }

    /** Timers go on with each look: an actor may begin its own only after the first. */
    private static void awaitStuck(Pulse pulse, List<String> stuck) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            ManualTime.get(KIT.system()).timePasses(Duration.ofSeconds(2));
            assertThat(pulse.stuck()).isEqualTo(stuck);
        });
    }
}
