package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import dev.holdfast.core.testing.GeneratedDocs;
import dev.holdfast.node.edge.HealthEndpoint;
import dev.holdfast.node.edge.HealthPages;
import dev.holdfast.node.membership.ClusterSettings;
import dev.holdfast.node.resource.KeptShards;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a release has for operators names only what there is. No cluster of Kubernetes has been asked: that its own
 * words are right is not shown here.
 */
class PackagedRegionTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Path PACKAGING = GeneratedDocs.repository().resolve("cluster-node/packaging");
    private static final Path KUBERNETES = PACKAGING.resolve("kubernetes");

    @Test
    void theSettingsOfATrialAreANodesOfARegionOfItsOwn() {
        NodeSettings settings = NodeSettings.from(parsed(PACKAGING.resolve("config/trial.conf")));
        assertThat(settings.cluster().seedNodes()).isEmpty();
        assertThat(settings.config().getString("holdfast.log.store")).isEqualTo("rocksdb");
        assertThat(settings.edge().grpcHost()).isEqualTo("127.0.0.1");
    }

    @Test
    void theSettingsOfARegionAreANodesOfThreeAndNeedTheOneVariableThatDiffers() {
        Config file = parsed(PACKAGING.resolve("config/region.conf"));
        assertThat(catchThrowable(() -> NodeSettings.from(file)))
                .isInstanceOf(ConfigException.UnresolvedSubstitution.class)
                .hasMessageContaining("HOLDFAST_NODE_ADDRESS");
        Config silent = with(file, Map.of("HOLDFAST_NODE_ADDRESS", "10.0.0.1"));
        assertThat(catchThrowable(() -> NodeSettings.from(silent)))
                .as("a person has to say that the ports are open to whoever reaches them")
                .hasMessageContaining("plaintext-beyond-loopback");
        String words = "yes, anybody who can reach this address may do anything";
        NodeSettings settings = NodeSettings.from(with(
                silent,
                Map.of(
                        "holdfast.cluster.plaintext-beyond-loopback", words,
                        "holdfast.edge.plaintext-beyond-loopback", words)));
        assertThat(settings.cluster().host()).isEqualTo("10.0.0.1");
        assertThat(settings.edge().httpHost()).isEqualTo("10.0.0.1");
        assertThat(settings.cluster().seedNodes()).hasSize(3).contains(new ClusterSettings.Seed("10.0.0.1", 7500));
        assertThat(settings.config().getString("holdfast.log.store")).isEqualTo("cassandra");
    }

    @Test
    void everyManifestIsListedAndHasAKindANameAndItsOwnLabels() throws IOException {
        JsonNode listed = YAML.readTree(KUBERNETES.resolve("kustomization.yaml").toFile());
        List<String> files = new ArrayList<>();
        listed.get("resources").forEach(file -> files.add(file.textValue()));
        files.add("kustomization.yaml");
        try (Stream<Path> all = Files.list(KUBERNETES)) {
            assertThat(all.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".yaml")))
                    .containsExactlyInAnyOrderElementsOf(files);
        }
        assertThat(manifests().keySet())
                .containsExactlyInAnyOrder(
                        "StatefulSet/holdfast",
                        "Service/holdfast-nodes",
                        "Service/holdfast",
                        "PodDisruptionBudget/holdfast",
                        "NetworkPolicy/holdfast-nodes");
        JsonNode pod = manifest("StatefulSet/holdfast").at("/spec/template/metadata/labels");
        for (Map.Entry<String, String> selector : Map.of(
                        "StatefulSet/holdfast", "/spec/selector/matchLabels",
                        "Service/holdfast-nodes", "/spec/selector",
                        "Service/holdfast", "/spec/selector",
                        "PodDisruptionBudget/holdfast", "/spec/selector/matchLabels",
                        "NetworkPolicy/holdfast-nodes", "/spec/podSelector/matchLabels")
                .entrySet()) {
            assertThat(manifest(selector.getKey()).at(selector.getValue()))
                    .as(selector.getKey())
                    .isEqualTo(pod);
        }
    }

    @Test
    void theNodesSettingsAreAcceptedWithWhatTheirPodsAreGivenAndNothingElse() throws IOException {
        JsonNode set = manifest("StatefulSet/holdfast");
        Map<String, String> given = new HashMap<>();
        container(set).get("env").forEach(each -> given.put(each.get("name").textValue(), "given"));
        // What it is really given is the name of a pod, which only the cluster's own DNS knows.
        given.put("HOLDFAST_NODE_ADDRESS", "127.0.0.1");
        given.put("NAMESPACE", "holdfast-west");
        NodeSettings settings = NodeSettings.from(with(parsed(KUBERNETES.resolve("node.conf")), given));

        String headless = set.at("/spec/serviceName").textValue();
        assertThat(manifests()).containsKey("Service/" + headless);
        List<ClusterSettings.Seed> named = new ArrayList<>();
        for (int number = 0; number < set.at("/spec/replicas").intValue(); number++) {
            named.add(new ClusterSettings.Seed(
                    "holdfast-" + number + "." + headless + ".holdfast-west.svc.cluster.local", 7500));
        }
        assertThat(settings.cluster().seedNodes()).isEqualTo(named);
        assertThat(value(container(set).get("env"), "HOLDFAST_NODE_ADDRESS"))
                .isEqualTo("$(POD_NAME)." + headless + ".$(NAMESPACE).svc.cluster.local");
    }

    @Test
    void portsAreThoseOfTheSettingsWhereverTheyAreNamed() throws IOException {
        Config settings = parsed(KUBERNETES.resolve("node.conf"));
        Map<String, Integer> ports = new TreeMap<>(Map.of(
                "grpc", settings.getInt("holdfast.edge.grpc.port"),
                "http", settings.getInt("holdfast.edge.http.port"),
                "cluster", settings.getInt("holdfast.cluster.port")));
        Map<String, Integer> opened = new TreeMap<>();
        container(manifest("StatefulSet/holdfast"))
                .get("ports")
                .forEach(port -> opened.put(
                        port.get("name").textValue(), port.get("containerPort").intValue()));
        assertThat(opened).isEqualTo(ports);
        for (String service : List.of("Service/holdfast", "Service/holdfast-nodes")) {
            for (JsonNode port : manifest(service).at("/spec/ports")) {
                assertThat(ports)
                        .containsEntry(
                                port.get("targetPort").textValue(),
                                port.get("port").intValue());
            }
        }
        TreeSet<Integer> allowed = new TreeSet<>();
        for (JsonNode rule : manifest("NetworkPolicy/holdfast-nodes").at("/spec/ingress")) {
            assertThat(rule.get("from")).as("nobody is let in from everywhere").isNotEmpty();
            rule.get("ports").forEach(port -> allowed.add(port.get("port").intValue()));
        }
        assertThat(allowed).containsExactlyInAnyOrderElementsOf(ports.values());
    }

    @Test
    void probesAskForPagesThatThereAre() throws IOException {
        JsonNode container = container(manifest("StatefulSet/holdfast"));
        HealthPages pages = new HealthPages(
                "west",
                "127.0.0.1:7500",
                () -> HealthPages.Standing.SERVING,
                () -> true,
                () -> new KeptShards.Counts(1, 0, 0, Duration.ZERO),
                Duration.ofSeconds(30),
                List::of);
        try (HealthEndpoint endpoint = HealthEndpoint.start("127.0.0.1", 0, pages, () -> "")) {
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                JsonNode get = container.get(probe).get("httpGet");
                assertThat(get.get("port").textValue()).isEqualTo("http");
                HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + endpoint.port()
                                + get.get("path").textValue())
                        .toURL()
                        .openConnection();
                assertThat(connection.getResponseCode()).as(probe).isEqualTo(200);
            }
        }
        assertThat(container.at("/livenessProbe/httpGet/path").textValue()).isEqualTo("/health/live");
        assertThat(container.at("/readinessProbe/httpGet/path").textValue()).isEqualTo("/health/ready");
    }

    @Test
    void whoeverStopsANodeWaitsForAllThePhasesOfItsStop() throws IOException {
        Config phases = NodeSettings.from(ConfigFactory.empty()).config().getConfig("pekko.coordinated-shutdown");
        Duration standard = phases.getDuration("default-phase-timeout");
        Duration all = Duration.ZERO;
        for (String phase : phases.getObject("phases").keySet()) {
            String timeout = "phases." + phase + ".timeout";
            all = all.plus(phases.hasPath(timeout) ? phases.getDuration(timeout) : standard);
        }
        assertThat(all).as("the time that a stop may take").isBetween(Duration.ofSeconds(60), Duration.ofSeconds(110));
        Duration grace = Duration.ofSeconds(manifest("StatefulSet/holdfast")
                .at("/spec/template/spec/terminationGracePeriodSeconds")
                .longValue());
        assertThat(grace).isGreaterThan(all);
        String unit = Files.readString(PACKAGING.resolve("systemd/holdfast-node.service"));
        assertThat(unit).contains("\nTimeoutStopSec=" + grace.toSeconds() + "\n");
    }

    @Test
    void theMajorityOfTheNodesIsNeverTakenAwayOnPurpose() throws IOException {
        JsonNode set = manifest("StatefulSet/holdfast");
        int nodes = set.at("/spec/replicas").intValue();
        int away = manifest("PodDisruptionBudget/holdfast")
                .at("/spec/maxUnavailable")
                .intValue();
        assertThat(nodes - away).isGreaterThan(nodes / 2);
        // Started one after another, the first would wait for a second that is not started before it is ready.
        assertThat(set.at("/spec/podManagementPolicy").textValue()).isEqualTo("Parallel");
        assertThat(manifest("Service/holdfast-nodes")
                        .at("/spec/publishNotReadyAddresses")
                        .booleanValue())
                .isTrue();
    }

    private static JsonNode manifest(String name) throws IOException {
        return Optional.ofNullable(manifests().get(name)).orElseThrow();
    }

    private static Map<String, JsonNode> manifests() throws IOException {
        Map<String, JsonNode> manifests = new TreeMap<>();
        for (JsonNode file :
                YAML.readTree(KUBERNETES.resolve("kustomization.yaml").toFile()).get("resources")) {
            try (var documents = YAML.readerFor(JsonNode.class)
                    .<JsonNode>readValues(KUBERNETES.resolve(file.textValue()).toFile())) {
                while (documents.hasNext()) {
                    JsonNode manifest = documents.next();
                    String name = manifest.get("kind").textValue() + "/"
                            + manifest.at("/metadata/name").textValue();
                    assertThat(manifests.put(name, manifest)).as(name).isNull();
                }
            }
        }
        return manifests;
    }

    private static JsonNode container(JsonNode set) {
        return set.at("/spec/template/spec/containers/0");
    }

    private static String value(JsonNode variables, String name) {
        for (JsonNode each : variables) {
            if (each.get("name").textValue().equals(name)) {
                return each.path("value").asText();
            }
        }
        return "";
    }

    private static Config parsed(Path file) {
        return ConfigFactory.parseFile(file.toFile());
    }

    private static Config with(Config file, Map<String, String> environment) {
        Config given = file;
        for (Map.Entry<String, String> each : environment.entrySet()) {
            given = given.withValue(each.getKey(), ConfigValueFactory.fromAnyRef(each.getValue()));
        }
        return given;
    }
}
