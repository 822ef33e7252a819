package dev.holdfast.node.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.core.resource.Floor;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.node.codec.Body;
import dev.holdfast.node.resource.Reply;
import dev.holdfast.node.resource.ResourceMessage;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ResourceCallsTest {
    private static final String ID = "shop/web-1";
    private static final InstanceState FOUND = new InstanceState.Absent(new InstanceName("shop", "web-1"), Floor.NONE);

    private final ActorTestKit kit = ActorTestKit.create();
    private final TestProbe<ShardingEnvelope<ResourceMessage>> region = kit.createTestProbe();
    private final ResourceCalls calls = new ResourceCalls(kit.system(), region.getRef(), "instance", 4, _ -> 0);

    @AfterEach
    void end() {
        kit.shutdownTestKit();
    }

    @Test
    void whoeverMovesIsAskedAgainBeforeTheCallerHearsOfIt() throws Exception {
        CompletableFuture<InstanceState> answer = read();
        asked().tell(Reply.Refused.UNDELIVERED);
        asked().tell(new Reply.Done(new Body(FOUND)));

        assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(FOUND);
    }

    @Test
    void whoeverIsNotServedAtAllIsToldSoAfterAFewTries() {
        CompletableFuture<InstanceState> answer = read();
        for (int i = 0; i < 4; i++) {
            asked().tell(Reply.Refused.UNDELIVERED);
        }

        assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(Refusal.class)
                .hasMessageContaining("it stopped being served here");
        region.expectNoMessage();
    }

    @Test
    void whatSomebodyLookedAtIsNeverAskedForAgain() {
        for (ErrorCode code : List.of(ErrorCode.OUTCOME_UNKNOWN, ErrorCode.UNAVAILABLE)) {
            CompletableFuture<InstanceState> answer = read();
            asked().tell(new Reply.Refused(code, "the owner says no"));

            assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS)).hasMessageContaining("the owner says no");
        }
        region.expectNoMessage();
    }

    private CompletableFuture<InstanceState> read() {
        return calls.read(ID, "projects/shop/regions/local/instances/web-1", false, InstanceState.class)
                .toCompletableFuture();
    }

    private ActorRef<Reply> asked() {
        ShardingEnvelope<ResourceMessage> envelope = region.receiveMessage();
        return ((ResourceMessage.Read) envelope.message()).replyTo();
    }
}
