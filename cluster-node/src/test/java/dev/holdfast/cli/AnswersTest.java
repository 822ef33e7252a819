package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.holdfast.v1.Awaited;
import dev.holdfast.v1.CapacityShare;
import dev.holdfast.v1.Condition;
import dev.holdfast.v1.DesiredPower;
import dev.holdfast.v1.DiffInstanceRequest;
import dev.holdfast.v1.DiffInstanceResponse;
import dev.holdfast.v1.ExplainInstanceResponse;
import dev.holdfast.v1.FaultDomainCapacity;
import dev.holdfast.v1.FieldChange;
import dev.holdfast.v1.GetCapacityRequest;
import dev.holdfast.v1.InstanceEvent;
import dev.holdfast.v1.InstanceState;
import dev.holdfast.v1.NamedSize;
import dev.holdfast.v1.PlacementFindings;
import dev.holdfast.v1.PlacementRuleCount;
import dev.holdfast.v1.Quantities;
import dev.holdfast.v1.Region;
import dev.holdfast.v1.RegionCapacity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a person reads of explanations, differences and the region. */
class AnswersTest {
    private static final Timestamp LONG_AGO =
            Timestamp.newBuilder().setSeconds(1_700_000_000).build();

    private final FakeNode node = new FakeNode();

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void anExplanationSaysWhatIsAwaitedAndWhyNoHostTakesIt() {
        node.explanation = ExplainInstanceResponse.newBuilder()
                .setState(InstanceState.INSTANCE_STATE_PLACING)
                .setStateTime(LONG_AGO)
                .setDesiredPower(DesiredPower.DESIRED_POWER_RUNNING)
                .setStanding("It looks for a host.")
                .addAwaited(Awaited.newBuilder().setParty("placer").setWhat("to find a host"))
                .setDeadline(LONG_AGO)
                .setPlacementNow(PlacementFindings.newBuilder()
                        .setHosts(8)
                        .addFailed(PlacementRuleCount.newBuilder()
                                .setRule("CORES")
                                .setWords("cores")
                                .setHosts(7))
                        .addFailed(PlacementRuleCount.newBuilder()
                                .setRule("CORDONED")
                                .setWords("cordoned")
                                .setHosts(1)))
                .addEvents(InstanceEvent.newBuilder()
                        .setSequence(1)
                        .setKind("instance.requested.v1")
                        .setParty("user:ada")
                        .setMessage("asked for"))
                .build();

        CommandRun.Seen seen = CommandRun.against(node).run("instance", "explain", "web-9");

        assertThat(seen.exit()).isZero();
        assertThat(seen.err()).isEmpty();
        assertThat(seen.outLines().getFirst()).matches("web-9 is PLACING for \\d+d; wanted is RUNNING\\.");
        assertThat(seen.outLines())
                .containsSubsequence(
                        "It looks for a host.",
                        "It waits for placer to find a host.",
                        "",
                        "If a host were looked for now, 0 of 8 hosts could take it; the others could not, for:",
                        "  7  cores",
                        "  1  cordoned",
                        "",
                        "How it came to this:");
        assertThat(seen.out()).containsPattern("It must have left this state by [-0-9: .]+, which was \\d+d ago\\.");
        assertThat(seen.outLines().getLast()).matches("1 +- +instance.requested.v1 +user:ada +asked for");
    }

    @Test
    void anExplanationNamesTheReasonOfAHoldAndThatNothingIsAwaited() {
        node.explanation = ExplainInstanceResponse.newBuilder()
                .setState(InstanceState.INSTANCE_STATE_RUNNING)
                .setStateTime(LONG_AGO)
                .setDesiredPower(DesiredPower.DESIRED_POWER_RUNNING)
                .setStanding("It runs on host host-1.")
                .setHold(Condition.newBuilder().setReason("HostSilent").setMessage("host-1 says nothing"))
                .build();

        assertThat(CommandRun.against(node).run("instance", "explain", "web-1").outLines())
                .containsSubsequence(
                        "It runs on host host-1.",
                        "Held (HostSilent): host-1 says nothing.",
                        "It waits for nothing.",
                        "How it came to this:");
    }

    @Test
    void anExplanationIsOneMessageForPrograms() {
        node.explanation =
                ExplainInstanceResponse.newBuilder().setStanding("It runs.").build();

        CommandRun.Seen seen = CommandRun.against(node).run("instance", "explain", "web-1", "-o", "json");

        assertThat(seen.out())
                .startsWith("{")
                .contains("\"standing\": \"It runs.\"")
                .contains("/instances/web-1\"");
    }

    @Test
    void aDifferenceHasALineForEachField() {
        node.diff = DiffInstanceResponse.newBuilder()
                .addChanges(FieldChange.newBuilder()
                        .setPath("labels[tier]")
                        .setOldValue("\"silver\"")
                        .setNewValue("\"gold\""))
                .addChanges(FieldChange.newBuilder().setPath("hold").setNewValue("{}"))
                .build();

        CommandRun.Seen seen = CommandRun.against(node)
                .run("instance", "diff", "web-1", "--from", "k", "--to", "2026-01-31T12:00:00Z");

        assertThat(seen.outLines())
                .containsExactly(
                        "FIELD         OLD       NEW",
                        "labels[tier]  \"silver\"  \"gold\"",
                        "hold          -         {}");
        assertThat(node.asked(DiffInstanceRequest.class)).singleElement().satisfies(asked -> {
            assertThat(asked.getFrom().getEtag()).isEqualTo("k");
            assertThat(asked.getTo().getTime().getSeconds()).isEqualTo(1_769_860_800L);
        });
    }

    @Test
    void noDifferenceIsSaidOnStderr() {
        CommandRun.Seen seen = CommandRun.against(node).run("instance", "diff", "web-1");

        assertThat(seen.exit()).isZero();
        assertThat(seen.out()).isEmpty();
        assertThat(seen.errLines()).containsExactly("holdfast: no changes");
    }

    @Test
    void sizesAreListedInTheServersOrder() {
        node.sizes.add(NamedSize.newBuilder()
                .setName("small")
                .setQuantities(quantities(1, 2048, 20, 0))
                .build());
        node.sizes.add(NamedSize.newBuilder()
                .setName("gpu-large")
                .setQuantities(quantities(16, 65_536, 200, 2))
                .build());

        assertThat(CommandRun.against(node).run("region", "sizes").outLines())
                .containsExactly(
                        "NAME       CORES  MEMORY  DISK    GPUS",
                        "small      1      2GiB    20GiB   0",
                        "gpu-large  16     64GiB   200GiB  2");
    }

    @Test
    void whatTheAuditorFoundIsListedWithItsRule() {
        assertThat(CommandRun.against(node)
                        .run("region", "findings", "-o", "wide")
                        .outLines())
                .containsExactly(
                        "RESOURCE  RULE           FOUND                 WHAT",
                        "h-1       over-capacity  1970-01-01T00:00:00Z  its claims are 9 cores together, and it has 8");
    }

    @Test
    void capacityIsShownByFaultDomainThenInTotalThenWhatStillFits() {
        CapacityShare share = CapacityShare.newBuilder()
                .setHosts(2)
                .setHostsOpen(1)
                .setCapacity(quantities(16, 16_384, 200, 1))
                .setClaimed(quantities(2, 4_096, 0, 0))
                .setFree(quantities(14, 12_288, 200, 1))
                .setAvailable(quantities(6, 4_096, 100, 1))
                .build();
        node.capacity = RegionCapacity.newBuilder()
                .setName("regions/local")
                .setTotal(share)
                .addFaultDomains(FaultDomainCapacity.newBuilder()
                        .setFaultDomain("rack-1")
                        .setShare(share))
                .addLargest(quantities(6, 4_096, 100, 1))
                .build();

        CommandRun.Seen seen = CommandRun.against(node).run("region", "capacity");

        assertThat(seen.outLines())
                .containsExactly(
                        "DOMAIN  HOSTS  CORES  MEMORY      AVAILABLE",
                        "rack-1  1/2    2/16   4GiB/16GiB  6 cores, 4GiB, 100GiB disk, 1 gpus",
                        "TOTAL   1/2    2/16   4GiB/16GiB  6 cores, 4GiB, 100GiB disk, 1 gpus",
                        "",
                        "the largest that still fits somewhere:",
                        "  6 cores, 4GiB, 100GiB disk, 1 gpus");
        assertThat(node.asked(GetCapacityRequest.class))
                .extracting(GetCapacityRequest::getName)
                .containsExactly("regions/local");
    }

    @Test
    void aFullRegionSaysThatNothingFits() {
        assertThat(CommandRun.against(node).run("region", "capacity").outLines().getLast())
                .isEqualTo("nothing more fits anywhere");
    }

    @Test
    void aRegionIsOneRowAndItsList() {
        node.region = Region.newBuilder()
                .setName("regions/local")
                .setHosts(8)
                .setHostsOpen(7)
                .setFaultDomains(4)
                .build();

        String[] rows = {"NAME   HOSTS  OPEN  DOMAINS", "local  8      7     4"};
        assertThat(CommandRun.against(node).run("region", "get").outLines()).containsExactly(rows);
        assertThat(CommandRun.against(node).run("region", "list").outLines()).containsExactly(rows);
        assertThat(CommandRun.against(node).run("region", "list", "-o", "name").out())
                .isEqualTo("local\n");
    }

    private static Quantities quantities(int cores, long memoryMib, long diskGib, int gpus) {
        return Quantities.newBuilder()
                .setCores(cores)
                .setMemoryMib(memoryMib)
                .setDiskGib(diskGib)
                .setGpus(gpus)
                .build();
    }
}
