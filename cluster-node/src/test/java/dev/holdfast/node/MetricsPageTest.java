package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import dev.holdfast.core.testing.GeneratedDocs;
import dev.holdfast.node.telemetry.Figure;
import dev.holdfast.v1.CreateInstanceRequest;
import dev.holdfast.v1.GetInstanceRequest;
import dev.holdfast.v1.Host;
import dev.holdfast.v1.HostServiceGrpc;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceServiceGrpc;
import dev.holdfast.v1.Quantities;
import dev.holdfast.v1.RegisterHostRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code /metrics} of a node that has done something, and the page that says what its figures mean. */
class MetricsPageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

    private static Node node;
    private static ManagedChannel channel;

    @BeforeAll
    static void start() throws Exception {
        node = Node.start(NodeSettings.from(ConfigFactory.parseString("""
                holdfast.log.store = memory
                holdfast.log.shards { instance = 4, host = 4 }
                holdfast.edge.grpc.port = 0
                holdfast.edge.http.port = 0
                """)));
        channel = NettyChannelBuilder.forAddress("127.0.0.1", node.grpcPort())
                .usePlaintext()
                .build();
        Quantities size = Quantities.newBuilder()
                .setCores(4)
                .setMemoryMib(4096)
                .setDiskGib(10)
                .build();
        var _ = HostServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .registerHost(RegisterHostRequest.newBuilder()
                        .setParent("regions/local")
                        .setHostId("host-1")
                        .setHost(Host.newBuilder().setCapacity(size).setFaultDomain("fd-1"))
                        .build());
        ScriptedAgent agent = new ScriptedAgent(channel, "host-1");
        var _ = agent.welcome.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        var _ = instances()
                .createInstance(CreateInstanceRequest.newBuilder()
                        .setParent("projects/shop/regions/local")
                        .setInstanceId("web-1")
                        .setInstance(Instance.newBuilder().setSize(size).setImage("debian-13"))
                        .build());
        var _ = instances().getInstance(named("web-1"));
        ThrowableAssert.ThrowingCallable missing = () -> instances().getInstance(named("nothing"));
        assertThat(ThrowableAssert.catchThrowable(missing))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        refusal -> assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND));
        await().atMost(PATIENCE)
                .until(
                        () -> value("holdfast_resources{state=\"Running\",type=\"instance\"}"),
                        Optional.of(1.0)::equals);
    }

    @AfterAll
    static void end() {
        channel.shutdownNow();
        node.close();
    }

    @Test
    void everyFigureIsThereUnderItsNameWithItsHelpAndNothingElseIsOurs() throws Exception {
        List<String> lines = scrape().lines().toList();
        for (Figure figure : Figure.values()) {
            assertThat(lines).contains("# HELP " + figure.exposed() + " " + figure.help());
            assertThat(lines).contains("# TYPE " + figure.exposed() + " " + form(figure));
        }
        Set<String> known =
                Arrays.stream(Figure.values()).map(Figure::exposed).collect(Collectors.toCollection(TreeSet::new));
        assertThat(lines.stream()
                        .filter(line -> line.startsWith("# TYPE holdfast_"))
                        .map(line -> line.split(" ", -1)[2])
                        .map(name -> name.replaceFirst("_max$", "")))
                .isSubsetOf(known);
    }

    @Test
    void labelsAreThoseThatThePageNamesAndNoneIsANameThatSomebodyChose() throws Exception {
        String page = scrape();
        assertThat(page).doesNotContain("web-1", "shop", "host-1", "nothing", "debian");
        for (Figure figure : Figure.values()) {
            List<String> samples = page.lines()
                    .filter(line -> line.matches(figure.exposed() + "(_[a-z]+)?[{ ].*"))
                    .toList();
            assertThat(samples).as(figure.exposed()).isNotEmpty();
            for (String sample : samples) {
                assertThat(LABEL.matcher(sample).results().map(each -> each.group(1)))
                        .as(sample)
                        .filteredOn(label -> !label.equals("le"))
                        .containsExactlyInAnyOrderElementsOf(figure.labels());
            }
        }
    }

    @Test
    void whatWasDoneIsCounted() throws Exception {
        assertThat(value(
                        "holdfast_calls_seconds_count{code=\"OK\",method=\"holdfast.v1.InstanceService/GetInstance\"}"))
                .contains(1.0);
        assertThat(
                        value(
                                "holdfast_calls_seconds_count{code=\"NOT_FOUND\",method=\"holdfast.v1.InstanceService/GetInstance\"}"))
                .contains(1.0);
        assertThat(value("holdfast_streams{method=\"holdfast.v1.AgentService/Session\"}"))
                .contains(1.0);
        assertThat(value("holdfast_log_acquires_total{type=\"instance\"}")).contains(4.0);
        assertThat(value("holdfast_log_take_overs_seconds_count{type=\"instance\"}"))
                .contains(4.0);
        assertThat(value("holdfast_shards_owned{type=\"host\"}")).contains(4.0);
        assertThat(value("holdfast_log_unknown_ended_total{how=\"applied\",type=\"instance\"}"))
                .contains(0.0);
        assertThat(value("holdfast_placements_total{outcome=\"chosen\"}")).contains(1.0);
        assertThat(value("holdfast_events_total{event=\"InstanceRequested\",type=\"instance\"}"))
                .contains(1.0);
        assertThat(value("holdfast_resources{state=\"Up\",type=\"host\"}")).contains(1.0);
        assertThat(value("holdfast_log_lost_total{reason=\"fenced\",type=\"instance\"}"))
                .contains(0.0);
        assertThat(value("holdfast_log_appends_total{outcome=\"done\",type=\"instance\"}")
                        .orElseThrow())
                .isGreaterThanOrEqualTo(3);
    }

    @Test
    void theVirtualMachineAndTheProcessAreOnThePage() throws Exception {
        assertThat(scrape())
                .contains("jvm_memory_used_bytes{", "jvm_gc_", "jvm_threads_live_threads ", "process_cpu_usage ")
                .contains("process_uptime_seconds ", "process_files_open_files ");
    }

    @Test
    void thePageOfFiguresSaysWhatTheCodeSays() {
        String printed = print();
        assertThat(GeneratedDocs.committed("metrics.md", printed))
                .as("docs/generated/metrics.md; written with -Dholdfast.docs=write")
                .isEqualTo(printed);
    }

    private static String print() {
        StringBuilder page = new StringBuilder()
                .append("# Figures of a node\n\n")
                .append("Printed from `Figure` by MetricsPageTest; do not edit. `GET /metrics` on the node's HTTP port")
                .append(" shows them in Prometheus's\ntext format. They begin at zero with the process. Beside them")
                .append(" stand Micrometer's own of the virtual machine and the\nprocess: `jvm_`, `process_` and")
                .append(" `system_`. No label has a name in it that a user chose, so that the number of series is")
                .append("\nbounded by the code.\n\n")
                .append("| figure | form | unit | labels | what it is |\n| --- | --- | --- | --- | --- |\n");
        for (Figure figure : Figure.values()) {
            page.append("| `")
                    .append(figure.exposed())
                    .append("` | ")
                    .append(form(figure))
                    .append(" | ")
                    .append(figure.unit())
                    .append(" | ")
                    .append(figure.labels().stream()
                            .map(label -> "`" + label + "`")
                            .collect(Collectors.joining(", ")))
                    .append(" | ")
                    .append(figure.help())
                    .append(" |\n");
        }
        return page.toString();
    }

    /** As Prometheus calls it. */
    private static String form(Figure figure) {
        return switch (figure.kind()) {
            case COUNTER -> "counter";
            case GAUGE -> "gauge";
            case TIMER -> "histogram";
            case DISTRIBUTION_SUMMARY -> "summary";
            case LONG_TASK_TIMER, OTHER -> throw new AssertionError("no figure is a " + figure.kind());
        };
    }

    private static Optional<Double> value(String sample) throws Exception {
        return scrape().lines()
                .filter(line -> line.startsWith(sample + " "))
                .map(line -> Double.valueOf(line.substring(sample.length() + 1)))
                .findFirst();
    }

    private static String scrape() throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.httpPort() + "/metrics"))
                            .timeout(PATIENCE)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer.body();
        }
    }

    private static InstanceServiceGrpc.InstanceServiceBlockingStub instances() {
        return InstanceServiceGrpc.newBlockingStub(channel).withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static GetInstanceRequest named(String id) {
        return GetInstanceRequest.newBuilder()
                .setName("projects/shop/regions/local/instances/" + id)
                .build();
    }
}
