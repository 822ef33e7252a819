package dev.holdfast.node;

import static dev.holdfast.node.WestRegion.createInstance;
import static dev.holdfast.node.WestRegion.delete;
import static dev.holdfast.node.WestRegion.get;
import static dev.holdfast.node.WestRegion.instances;
import static dev.holdfast.node.WestRegion.listed;
import static dev.holdfast.node.WestRegion.names;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.node.log.ShardLogs;
import dev.holdfast.node.log.StrayCopies;
import dev.holdfast.node.telemetry.Telemetry;
import dev.holdfast.v1.Instance;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A node that is cut off from the others of its region: what it may still say, and how it ends. */
class CutOffNodesTest {
    @Test
    void whoIsCutOffIsRefusedByTheStoreWhileTheOthersGoOnWithWhatItOwned() throws Exception {
        try (NodesOfOneRegion region = NodesOfOneRegion.start("west", 3)) {
            for (int i = 0; i < 24; i++) {
                createInstance(region.patient(i % 3), "web-" + i, "create-" + i);
            }
            region.node(2).close();
            // One that takes long to notice that it is alone, as if it had been paused.
            region.startAgain(2, "pekko.cluster.split-brain-resolver.stable-after = 120s");
            ShardLogs logs = ShardLogs.get(region.node(2).system());
            org.awaitility.Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> names(24).stream().anyMatch(name -> isOwned(logs, name)));
            String owned = names(24).stream()
                    .filter(name -> isOwned(logs, name))
                    .findFirst()
                    .orElseThrow();
            assertThat(get(region.patient(2), owned).getName()).isEqualTo(owned);

            region.cutOff(2);
            Instance elsewhere =
                    eventually(() -> get(instances(region.patient(0)).withDeadlineAfter(2, TimeUnit.SECONDS), owned));
            assertThat(elsewhere.getName()).isEqualTo(owned);
            assertThat(eventually(() -> listed(instances(region.patient(1)).withDeadlineAfter(2, TimeUnit.SECONDS))))
                    .isEqualTo(names(24));
            var _ = delete(region.patient(1), owned);

            assertThat(refusal(() -> delete(region.channel(2), owned))).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(refusal(() -> get(region.channel(2), owned))).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(region.node(2).ending()).as("it has not noticed").isEmpty();
            assertThat(Telemetry.get(region.node(2).system()).page())
                    .as("what was refused is counted")
                    .containsPattern("holdfast_log_lost_total\\{reason=\"fenced\",type=\"instance\"\\} [1-9]")
                    .containsPattern(
                            "holdfast_log_store_answers_total\\{answer=\"refused\",type=\"instance\"\\} [1-9]");
        }
    }

    @Test
    void whoIsLeftAloneEndsByItselfAndComesBackUnderItsOldAddress() throws Exception {
        try (NodesOfOneRegion region = NodesOfOneRegion.start("west", 3)) {
            createInstance(region.patient(1), "web-0", "create-0");
            region.cutOff(1);
            region.node(1).ended().toCompletableFuture().get(40, TimeUnit.SECONDS);
            assertThat(region.node(1).ending()).hasValueSatisfying(ending -> {
                assertThat(ending.asked()).isFalse();
                assertThat(ending.why()).contains("cut off from most nodes");
            });
            assertThat(NodeMain.ended(region.node(1))).isEqualTo(NodeMain.START_AGAIN);
            region.startAgain(1);
            assertThat(listed(region.patient(1))).isEqualTo(names(1));
            assertThat(eventually(() -> listed(region.patient(0)))).isEqualTo(names(1));
        }
    }

    private static boolean isOwned(ShardLogs logs, String name) {
        String id = "shop/" + name.substring(name.lastIndexOf('/') + 1);
        return StrayCopies.worksOn(logs, logs.locate("instance|" + id).shard());
    }

    private static <T> T eventually(java.util.concurrent.Callable<T> call) {
        return org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(40))
                .ignoreExceptionsMatching(StatusRuntimeException.class::isInstance)
                .until(call, _ -> true);
    }

    private static Status.Code refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        StatusRuntimeException refused =
                org.assertj.core.api.Assertions.catchThrowableOfType(StatusRuntimeException.class, call);
        assertThat(refused).isNotNull();
        return refused.getStatus().getCode();
    }
}
