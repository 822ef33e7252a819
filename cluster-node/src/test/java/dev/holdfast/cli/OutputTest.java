package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.holdfast.v1.Fencing;
import dev.holdfast.v1.Host;
import dev.holdfast.v1.HostAgent;
import dev.holdfast.v1.HostClaim;
import dev.holdfast.v1.HostLease;
import dev.holdfast.v1.HostState;
import dev.holdfast.v1.InstanceEvent;
import dev.holdfast.v1.InstanceState;
import dev.holdfast.v1.ListInstancesRequest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutputTest {
    private final FakeNode node = new FakeNode();

    @BeforeEach
    void fill() {
        node.withInstance("web-1", InstanceState.INSTANCE_STATE_RUNNING)
                .withInstance("web-2", InstanceState.INSTANCE_STATE_PLACING)
                .withHost("host-1");
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void aTableHasColumnsAsWideAsTheirWidestCell() {
        CommandRun.Seen seen = CommandRun.against(node).run("instance", "list");

        assertThat(seen.outLines()).hasSize(3);
        assertThat(seen.outLines().get(0)).matches("NAME   STATE    HOST    DOMAIN  CORES  MEMORY  AGE");
        assertThat(seen.outLines().get(1)).matches("web-1  RUNNING  host-1  rack-1  2      4GiB    \\d+d");
        assertThat(seen.err()).isEmpty();
    }

    @Test
    void aTableFitsTheTerminalOfWhoeverWatchesItAndNamesStayWhole() {
        String name = "web-with-a-rather-long-name";
        node.withInstance(name, InstanceState.INSTANCE_STATE_UNSPECIFIED);

        CommandRun.Seen seen = CommandRun.against(node)
                .watched()
                .with("NO_COLOR", "1")
                .with("COLUMNS", "76")
                .run("instance", "list");

        assertThat(seen.outLines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(76));
        assertThat(seen.outLines())
                .filteredOn(line -> line.startsWith(name + "  "))
                .singleElement()
                .asString()
                .contains("…");
    }

    @Test
    void aTableInAPipeOrAskedForWideIsNeverCut() {
        node.withInstance("web-with-a-rather-long-name", InstanceState.INSTANCE_STATE_UNSPECIFIED);

        assertThat(CommandRun.against(node)
                        .with("COLUMNS", "40")
                        .run("instance", "list")
                        .out())
                .doesNotContain("…");
        assertThat(CommandRun.against(node)
                        .watched()
                        .with("COLUMNS", "40")
                        .run("instance", "list", "-o", "wide")
                        .out())
                .doesNotContain("…");
    }

    @Test
    void wideShowsMore() {
        assertThat(CommandRun.against(node)
                        .run("instance", "list", "-o", "wide")
                        .outLines())
                .element(0)
                .asString()
                .contains("DISK")
                .contains("EPOCH")
                .contains("UID");
    }

    @Test
    void jsonKeepsTheNamesOfTheApi() throws JsonProcessingException {
        JsonNode one = json(CommandRun.against(node)
                .run("instance", "get", "web-1", "-o", "json")
                .out());
        JsonNode several = json(
                CommandRun.against(node).run("instance", "list", "-o", "json").out());

        assertThat(one.path("name").asText()).isEqualTo("projects/default/regions/local/instances/web-1");
        assertThat(one.path("size").path("memory_mib").asText()).isEqualTo("4096");
        assertThat(one.path("placement").path("fault_domain").asText()).isEqualTo("rack-1");
        assertThat(several.path("instances")).hasSize(2);
    }

    @Test
    void jsonOfNothingIsAnEmptyList() throws JsonProcessingException {
        JsonNode none = json(CommandRun.against(node)
                .run("instance", "list", "--prefix", "nothing", "-o", "json")
                .out());

        assertThat(none.path("instances").isArray()).isTrue();
        assertThat(none.path("instances")).isEmpty();
    }

    @Test
    void yamlSaysTheSame() throws JsonProcessingException {
        String yaml = CommandRun.against(node)
                .run("instance", "get", "web-1", "-o", "yaml")
                .out();

        JsonNode tree = new YAMLMapper().readTree(yaml);
        assertThat(tree.path("state").asText()).isEqualTo("INSTANCE_STATE_RUNNING");
        assertThat(yaml).contains("\nsize:\n").doesNotContain("---");
    }

    @Test
    void namesAreWhatAPersonTypes() {
        assertThat(CommandRun.against(node)
                        .run("instance", "list", "-o", "name")
                        .out())
                .isEqualTo("web-1\nweb-2\n");
        assertThat(CommandRun.against(node).run("host", "list", "-o", "name").out())
                .isEqualTo("host-1\n");
        CommandRun.against(node).run("instance", "start", "web-1");
        assertThat(CommandRun.against(node)
                        .run("operation", "list", "-o", "name")
                        .out())
                .isEqualTo("web-1.1\n");
    }

    @Test
    void anOperationsJsonShowsItsMetadataAndResult() throws JsonProcessingException {
        CommandRun.against(node).run("instance", "start", "web-1", "--wait");

        JsonNode operation = json(CommandRun.against(node)
                .run("operation", "get", "web-1.1", "-o", "json")
                .out());

        assertThat(operation.path("metadata").path("verb").asText()).isEqualTo("start");
        assertThat(operation.path("response").path("state").asText()).isEqualTo("INSTANCE_STATE_RUNNING");
    }

    @Test
    void waitsForAnOperationByItsId() {
        CommandRun.against(node).run("instance", "stop", "web-1");

        CommandRun.Seen seen = CommandRun.against(node).run("operation", "wait", "web-1.1");

        assertThat(seen.exit()).isZero();
        assertThat(seen.outLines().getLast())
                .startsWith("web-1.1 ")
                .contains("stop")
                .contains("DONE");
    }

    @Test
    void anEmptyListSaysSoOnStderr() {
        node.instances.clear();

        CommandRun.Seen seen = CommandRun.against(node).run("instance", "list");

        assertThat(seen.exit()).isZero();
        assertThat(seen.out()).isEmpty();
        assertThat(seen.errLines()).containsExactly("holdfast: no instances");
    }

    @Test
    void aListIsReadToItsLastPage() {
        node.largestPage(3);
        for (int number = 3; number <= 10; number++) {
            node.withInstance("web-" + number, InstanceState.INSTANCE_STATE_RUNNING);
        }

        assertThat(CommandRun.against(node)
                        .run("instance", "list", "-o", "name")
                        .outLines())
                .hasSize(10);
        assertThat(node.asked(ListInstancesRequest.class))
                .extracting(ListInstancesRequest::getPageToken)
                .containsExactly("", "3", "6", "9");
    }

    @Test
    void historyHasOneLineAnEvent() {
        node.events.add(InstanceEvent.newBuilder()
                .setSequence(1)
                .setKind("instance.requested.v1")
                .setParty("user:ada")
                .setMessage("asked for")
                .build());

        assertThat(CommandRun.against(node).run("instance", "events", "web-1").outLines())
                .last()
                .asString()
                .matches("1 +- +instance.requested.v1 +user:ada +asked for");
    }

    @Test
    void aHostCanBeRegisteredCordonedAndUsedAgain() {
        CommandRun run = CommandRun.against(node);

        assertThat(run.run("host register host-2 --cores 8 --memory 32GiB --disk 1TiB --fault-domain rack-2".split(" "))
                        .exit())
                .isZero();
        assertThat(run.run("host", "cordon", "host-2").outLines().getLast()).contains("CORDONED");
        assertThat(run.run("host", "uncordon", "host-2").outLines().getLast()).contains(" UP ");
        assertThat(run.run("host", "get", "host-2", "-o", "json").out()).contains("\"disk_gib\": \"1024\"");
    }

    @Test
    void aHostAloneIsShownWithItsLeaseAndWhoIsOnIt() {
        String name = "regions/local/hosts/host-7";
        node.hosts.put(
                name,
                Host.newBuilder()
                        .setName(name)
                        .setState(HostState.HOST_STATE_LOST)
                        .setFaultDomain("rack-1")
                        .setAgent(HostAgent.newBuilder().setDriver("process").setFencing(Fencing.FENCING_WATCHDOG))
                        .addClaims(HostClaim.newBuilder().setInstance("projects/default/regions/local/instances/web-1"))
                        .setLease(HostLease.newBuilder()
                                .setSilence(com.google.protobuf.Duration.newBuilder()
                                        .setSeconds(17))
                                .setSinceGrant(com.google.protobuf.Duration.newBuilder()
                                        .setSeconds(18))
                                .setLeft(com.google.protobuf.Duration.newBuilder()
                                        .setSeconds(42)))
                        .build());
        CommandRun run = CommandRun.against(node);
        List<String> lines = run.run("host", "get", "host-7").outLines();
        assertThat(lines.getFirst()).contains("FENCING", "HEARD", "LEASE", "RESIDENTS");
        assertThat(lines.getLast()).contains("LOST", "WATCHDOG", "17s ago", "42s left", "web-1");
        assertThat(run.run("host", "get", "host-7", "-o", "json").out())
                .contains("\"silence\": \"17s\"", "\"left\": \"42s\"");
        assertThat(run.run("host", "list").outLines().getFirst()).doesNotContain("LEASE");
    }

    @Test
    void colourIsForATerminalAndNotAgainstAWish() {
        assertThat(CommandRun.against(node).watched().run("instance", "list").out())
                .contains("\u001b[32mRUNNING\u001b[0m");
        assertThat(CommandRun.against(node)
                        .watched()
                        .with("NO_COLOR", "1")
                        .run("instance", "list")
                        .out())
                .doesNotContain("\u001b");
        assertThat(CommandRun.against(node).run("instance", "list").out()).doesNotContain("\u001b");
        assertThat(CommandRun.against(node)
                        .watched()
                        .with("NO_COLOR", "1")
                        .run("--help")
                        .out())
                .doesNotContain("\u001b");
    }

    @Test
    void textFromTheServerCannotReachTheTerminalsControls() {
        node.events.add(InstanceEvent.newBuilder()
                .setSequence(1)
                .setMessage("a\u001b[2Jb\nc")
                .build());

        assertThat(CommandRun.against(node).run("instance", "events", "web-1").outLines())
                .hasSize(2)
                .last()
                .asString()
                .endsWith("a [2Jb c");
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return new JsonMapper().readTree(text);
    }
}
