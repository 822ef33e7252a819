package dev.holdfast.node.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.holdfast.core.instance.InstanceCommand;
import dev.holdfast.core.instance.InstanceEffect;
import dev.holdfast.core.instance.InstanceResource;
import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.resource.Notice;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.node.codec.Sendable;
import dev.holdfast.node.log.LogMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Who is asked nothing goes to sleep, and who is asked again and again does not. */
class IdleTest {
    private static final ActorTestKit KIT = ActorTestKit.create(
            ManualTime.config().withFallback(ConfigFactory.parseString("""
                    pekko.persistence.journal.plugin = "pekko.persistence.journal.inmem"
                    holdfast.resource.idle-after = 2m
                    """)).withFallback(ConfigFactory.load()));
    private static final Duration IDLE_AFTER = Duration.ofMinutes(2);

    private final ManualTime time = ManualTime.get(KIT.system());
    private final TestProbe<ClusterSharding.ShardCommand> shard = TestProbe.create(KIT.system());
    private final TestProbe<Reply> caller = TestProbe.create(KIT.system());
    private final ActorRef<ResourceMessage> entity = KIT.spawn(ResourceEntity.create(
            new ResourceKind<>(new InstanceResource(), InstanceState.class, InstanceCommand.class, _ -> new Nobody()),
            "shop/web",
            shard.getRef(),
            (_, _, replyTo) -> replyTo.tell(new ResourceMessage.Granted(new Owned())),
            ResourceSettings.from(KIT.system().settings().config()),
            Clock.systemUTC()));

    @AfterAll
    static void end() {
        KIT.shutdownTestKit();
    }

    @Test
    void whoIsAskedNothingAsksToSleep() {
        ask();
        shard.awaitAssert(() -> {
            time.timePasses(IDLE_AFTER);
            return assertThat(shard.receiveMessage(Duration.ofMillis(50)))
                    .isEqualTo(new ClusterSharding.Passivate<>(entity));
        });
    }

    @Test
    void whoIsAskedOnceInThatTimeNeverAsksToSleep() {
        for (int i = 0; i < 5; i++) {
            ask();
            time.timePasses(IDLE_AFTER);
        }
        ask();
        shard.expectNoMessage(Duration.ZERO);
    }

    /** When it has answered, it has taken in all that came before. */
    private void ask() {
        entity.tell(new ResourceMessage.Read(true, caller.getRef()));
        assertThat(caller.receiveMessage()).isInstanceOf(Reply.Done.class);
    }

    private static final class Owned implements ShardAccess {
        @Override
        public Floor floor() {
            return Floor.NONE;
        }

        @Override
        public void barrier(String id, Duration patience, Consumer<LogMessage.Proof> answer) {
            answer.accept(new LogMessage.Proof.Passed(0, Floor.NONE));
        }

        @Override
        public void archive(String id, long expected, Epoch epoch) {}

        @Override
        public Optional<ActorRef<LogMessage>> watched() {
            return Optional.empty();
        }
    }

    private static final class Nobody implements Surroundings<InstanceEffect> {
        @Override
        public boolean send(InstanceEffect effect, Instant affirmedAt, Optional<ActorRef<Sendable>> partner) {
            return true;
        }

        @Override
        public void tell(Notice notice, Optional<ActorRef<Sendable>> partner) {}

        @Override
        public void dismiss(ActorRef<Sendable> partner) {}
    }
}
