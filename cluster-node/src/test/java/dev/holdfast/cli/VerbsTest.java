package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.v1.ConfirmFencedRequest;
import dev.holdfast.v1.CreateInstanceRequest;
import dev.holdfast.v1.DeallocateInstanceRequest;
import dev.holdfast.v1.GetInstanceRequest;
import dev.holdfast.v1.HealingPolicy;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceState;
import dev.holdfast.v1.OnSilence;
import dev.holdfast.v1.RestartInstanceRequest;
import dev.holdfast.v1.UpdateInstanceRequest;
import io.grpc.Status;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VerbsTest {
    private static final String WEB_1 = "projects/default/regions/local/instances/web-1";

    private final FakeNode node = new FakeNode();

    @BeforeEach
    void fill() {
        node.withInstance("web-1", InstanceState.INSTANCE_STATE_RUNNING)
                .withInstance("web-2", InstanceState.INSTANCE_STATE_RUNNING);
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void aRestartIsSentWithItsRequestIdAndWaitedFor() {
        CommandRun.Seen seen =
                CommandRun.against(node).run("instance", "restart", "web-1", "--request-id", "r", "--wait");

        assertThat(seen.exit()).isZero();
        assertThat(node.asked(RestartInstanceRequest.class))
                .containsExactly(RestartInstanceRequest.newBuilder()
                        .setName(WEB_1)
                        .setRequestId("r")
                        .build());
        assertThat(seen.outLines().getLast()).startsWith("web-1 ").contains(" RUNNING ");
        assertThat(seen.errLines()).contains("holdfast: restart web-1: 1 DONE");
    }

    @Test
    void aDeallocationPassesEtagAndDryRunOn() {
        CommandRun.Seen seen =
                CommandRun.against(node).run("instance", "deallocate", "web-1", "--etag", "e7", "--dry-run");

        assertThat(seen.exit()).isZero();
        assertThat(node.asked(DeallocateInstanceRequest.class)).singleElement().satisfies(sent -> {
            assertThat(sent.getName()).isEqualTo(WEB_1);
            assertThat(sent.getEtag()).isEqualTo("e7");
            assertThat(sent.getValidateOnly()).isTrue();
            assertThat(sent.getRequestId()).isNotEmpty();
        });
        assertThat(seen.err()).contains("dry run: it would be accepted; nothing was changed");
    }

    @Test
    void deallocatedInstancesAreShownAsSuch() {
        CommandRun.Seen seen = CommandRun.against(node).run("instance", "deallocate", "web-1", "web-2", "--wait");

        assertThat(seen.exit()).isZero();
        assertThat(seen.outLines())
                .hasSize(3)
                .filteredOn(line -> line.contains(" DEALLOCATED "))
                .hasSize(2);
    }

    @Test
    void aVerbThatItsStateDoesNotAllowIsFourAndSaysWhy() {
        node.refusal = request -> request instanceof RestartInstanceRequest
                ? Optional.of(FakeNode.refuse(
                        ErrorCode.ILLEGAL_VERB, Status.Code.FAILED_PRECONDITION, "web-1 is DEALLOCATED"))
                : Optional.empty();

        CommandRun.Seen seen = CommandRun.against(node).run("instance", "restart", "web-1");

        assertThat(seen.exit()).isEqualTo(4);
        assertThat(seen.out()).isEmpty();
        assertThat(seen.errLines())
                .containsExactly("holdfast: restart instance web-1: web-1 is DEALLOCATED (ILLEGAL_VERB): "
                        + OneLine.clause(ErrorCode.ILLEGAL_VERB.whatToTry()));
    }

    @Test
    void anUpdateKeepsOtherLabelsAndIsRefusedIfSomebodyChangedThemInBetween() {
        node.instances.computeIfPresent(
                WEB_1,
                (_, instance) -> instance.toBuilder()
                        .setEtag("e3")
                        .putLabels("tier", "silver")
                        .putLabels("team", "a")
                        .putLabels("trial", "yes")
                        .build());

        CommandRun.Seen seen = CommandRun.against(node)
                .run("instance", "update", "web-1", "--label", "tier=gold", "--remove-label", "trial");

        assertThat(seen.exit()).isZero();
        assertThat(node.asked(GetInstanceRequest.class)).hasSize(1);
        assertThat(node.asked(UpdateInstanceRequest.class)).singleElement().satisfies(sent -> {
            assertThat(sent.getEtag()).isEqualTo("e3");
            assertThat(sent.getUpdateMask().getPathsList()).containsExactly("labels");
            assertThat(sent.getInstance().getName()).isEqualTo(WEB_1);
            assertThat(sent.getInstance().getLabelsMap())
                    .containsOnlyKeys("team", "tier")
                    .containsEntry("tier", "gold");
        });
    }

    @Test
    void anUpdateOfPoliciesReadsNothingFirst() {
        CommandRun.Seen seen = CommandRun.against(node)
                .run("instance", "update", "web-1", "--stop-grace", "30s", "--placement-deadline", "2m");

        assertThat(seen.exit()).isZero();
        assertThat(node.asked(GetInstanceRequest.class)).isEmpty();
        assertThat(node.asked(UpdateInstanceRequest.class)).singleElement().satisfies(sent -> {
            Instance wanted = sent.getInstance();
            assertThat(wanted.getStopGrace().getSeconds()).isEqualTo(30);
            assertThat(wanted.getPlacementDeadline().getSeconds()).isEqualTo(120);
            assertThat(sent.getUpdateMask().getPathsList()).containsExactly("stop_grace", "placement_deadline");
            assertThat(sent.getEtag()).isEmpty();
        });
    }

    @Test
    void aPersonsWordThatNothingRunsOnAHostIsSentWithItsReasonAndNotWithout() {
        node.withHost("host-1");
        CommandRun.Seen seen = CommandRun.against(node)
                .run("host", "confirm-fenced", "host-1", "--reason", "pulled the plug", "--request-id", "once");
        assertThat(seen.exit()).isZero();
        assertThat(node.asked(ConfirmFencedRequest.class))
                .containsExactly(ConfirmFencedRequest.newBuilder()
                        .setName("regions/local/hosts/host-1")
                        .setReason("pulled the plug")
                        .setRequestId("once")
                        .build());
        assertThat(seen.outLines().getLast()).startsWith("host-1 ").contains(" GONE ");

        CommandRun.Seen reasonless = CommandRun.against(node).run("host", "confirm-fenced", "host-1");
        assertThat(reasonless.exit()).isEqualTo(2);
        assertThat(reasonless.err()).contains("--reason");
        assertThat(node.asked(ConfirmFencedRequest.class)).hasSize(1);
    }

    @Test
    void whatSilenceDoesToAnInstanceIsSentAsItIsAskedFor() {
        CommandRun.Seen seen = CommandRun.against(node)
                .run("instance", "create", "db-1", "--on-silence", "stop", "--healing", "available");
        assertThat(seen.exit()).isZero();
        assertThat(node.asked(CreateInstanceRequest.class)).singleElement().satisfies(sent -> {
            assertThat(sent.getInstance().getOnSilence()).isEqualTo(OnSilence.ON_SILENCE_STOP);
            assertThat(sent.getInstance().getHealing()).isEqualTo(HealingPolicy.HEALING_POLICY_AVAILABLE);
        });
        assertThat(CommandRun.against(node)
                        .run("instance", "create", "db-2", "--on-silence", "panic")
                        .err())
                .contains("--on-silence")
                .contains("[KEEP, STOP]");
    }

    @Test
    void anUpdateOfNothingIsRefusedBeforeAnythingIsSent() {
        CommandRun.Seen seen = CommandRun.against(node).run("instance", "update", "web-1");

        assertThat(seen.exit()).isEqualTo(2);
        assertThat(seen.err()).contains("nothing to change: give --label");
        assertThat(node.asked).isEmpty();
    }
}
