package dev.holdfast.node.resource;

import static dev.holdfast.node.resource.TestRegion.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.core.instance.InstanceCommand;
import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.core.log.Head;
import dev.holdfast.core.log.LogStore;
import dev.holdfast.core.log.StoreAnswer;
import dev.holdfast.core.log.StoreRequest;
import dev.holdfast.core.resource.Request;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.RequestId;
import dev.holdfast.core.testing.Samples;
import dev.holdfast.node.log.LogStoreContract;
import dev.holdfast.node.log.SharedStore;
import dev.holdfast.node.log.memory.MemoryLogStore;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes that each believe to own every shard, over one store: what a partition or a long pause leads to. */
class FencedRegionTest {
    private static final String WEB = Samples.WEB.toString();

    private final LogStore shared = new MemoryLogStore();

    @AfterEach
    void end() {
        shared.close();
    }

    @Test
    void theOldOwnersWritesAndReadsAreUnavailableAndNothingAcknowledgedIsLost() {
        try (TestRegion old = new TestRegion(_ -> new SharedStore(shared), "holdfast.log.cooldown = 60s")) {
            InstanceState acknowledged = state(old.execute(WEB, create("create")));
            try (TestRegion young = new TestRegion(_ -> new SharedStore(shared), "holdfast.log.cooldown = 60s")) {
                assertThat(state(young.read(WEB, false))).isEqualTo(acknowledged);
                assertThat(refusal(old.execute(WEB, new InstanceCommand.DeleteInstance(Request.PLAIN))))
                        .isEqualTo(ErrorCode.UNAVAILABLE);
                assertThat(refusal(old.read(WEB, false))).isEqualTo(ErrorCode.UNAVAILABLE);
                int shard = old.logs.locate("instance|" + WEB).shard().number();
                assertThat(refusal(old.list(shard, 10))).isEqualTo(ErrorCode.UNAVAILABLE);
                KeptShards kept = KeptShards.get(old.system);
                await("the shard waits where it was lost")
                        .until(() -> kept.counts().waiting() >= 1);
                assertThat(KeptShards.get(young.system).counts().serving()).isPositive();
                assertThat(state(young.execute(WEB, new InstanceCommand.DeleteInstance(Request.PLAIN))))
                        .isInstanceOf(InstanceState.Deleted.class);
            }
        }
    }

    @Test
    void twoWhoFightCoolDownInsteadOfFencingEachOtherForEver() {
        try (TestRegion one = new TestRegion(_ -> new SharedStore(shared));
                TestRegion two = new TestRegion(_ -> new SharedStore(shared))) {
            await().until(() -> term() >= 2);
            long before = term();
            long begun = System.nanoTime();
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                // Only who is asked finds out that it was overtaken.
                one.list(0, 1);
                two.list(0, 1);
                return term() >= before + 4;
            });
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as("how long four terms take when each is followed by a cool-down of 1 s, then 2 s")
                    .isGreaterThan(Duration.ofSeconds(3));
            assertThat(one.system.getWhenTerminated().toCompletableFuture()).isNotDone();
            assertThat(two.system.getWhenTerminated().toCompletableFuture()).isNotDone();
        }
    }

    @Test
    void aStoreOfAnotherShapeIsRefusedAtTheStart() {
        new TestRegion(_ -> new SharedStore(shared)).close();
        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> new TestRegion(_ -> new SharedStore(shared), "holdfast.log.shards.instance = 8")))
                .hasStackTraceContaining("it has 4 shards of type instance, not 8");
    }

    private long term() {
        StoreAnswer head = LogStoreContract.ask(
                shared, new StoreRequest.ReadHead(new dev.holdfast.core.log.ShardId("instance", 0), 0));
        return ((StoreAnswer.HeadRead) head).head().map(Head::term).orElse(0L);
    }

    private static ErrorCode refusal(Reply reply) {
        assertThat(reply).isInstanceOf(Reply.Refused.class);
        return ((Reply.Refused) reply).code();
    }

    private static InstanceCommand create(String requestId) {
        return new InstanceCommand.CreateInstance(
                Samples.WEB, Samples.SPEC, new Request(Optional.of(new RequestId(requestId)), Optional.empty()));
    }
}
