package dev.holdfast.node.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.host.HostNotice;
import dev.holdfast.core.instance.InstanceCommand;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.ErrorCode;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.core.shared.Uid;
import dev.holdfast.node.codec.Body;
import dev.holdfast.node.resource.ResourceMessage;
import dev.holdfast.node.telemetry.Telemetry;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class HostSurroundingsTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final InstanceName NAME = InstanceName.parse("default/web-1");

    @AfterAll
    static void end() {
        KIT.shutdownTestKit();
    }

    @Test
    void aClaimThatIsRefusedIsToldToItsInstanceAndCountedByReason() {
        TestProbe<ShardingEnvelope<ResourceMessage>> instances = KIT.createTestProbe();
        Telemetry telemetry = Telemetry.get(KIT.system());
        HostSurroundings host = new HostSurroundings(new HostId("host-1"), instances::getRef, telemetry.placement());

        for (ErrorCode code : new ErrorCode[] {
            ErrorCode.HOST_FULL,
            ErrorCode.HOST_FULL,
            ErrorCode.HOST_CORDONED,
            ErrorCode.ORDER_TOO_OLD,
            ErrorCode.NOT_HELD
        }) {
            host.tell(
                    new HostNotice.RefuseClaim(NAME, new HostId("host-1"), new Uid("uid-1"), new Epoch(1), code, "no"),
                    Optional.empty());
            ShardingEnvelope<ResourceMessage> told = instances.receiveMessage();
            assertThat(told.entityId()).isEqualTo(NAME.toString());
            assertThat(told.message())
                    .isInstanceOfSatisfying(
                            ResourceMessage.Tell.class,
                            tell -> assertThat(tell.command())
                                    .isEqualTo(new Body(new InstanceCommand.RefuseClaim(
                                            new Uid("uid-1"), new HostId("host-1"), new Epoch(1), code, "no"))));
        }

        assertThat(telemetry.page().lines().filter(line -> line.startsWith("holdfast_claims_refused_total")))
                .containsExactlyInAnyOrder(
                        "holdfast_claims_refused_total{reason=\"full\"} 2.0",
                        "holdfast_claims_refused_total{reason=\"cordoned\"} 1.0",
                        "holdfast_claims_refused_total{reason=\"other\"} 1.0");
    }
}
