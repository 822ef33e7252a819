package dev.holdfast.cli.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where one node lives and listens; all of it is on 127.0.0.1.
 *
 * @param name such as {@code west-1}
 * @param grpcPort for clients and agents
 * @param httpPort of /health and /metrics
 * @param port for the other nodes of its region
 */
public record NodePlace(String name, String region, int grpcPort, int httpPort, int port) {
    private static final String HOST = "127.0.0.1";

    /** Where clients connect. */
    public String grpcAddress() {
        return HOST + ":" + grpcPort;
    }

    public String httpAddress() {
        return HOST + ":" + httpPort;
    }

    /** Where the other nodes reach it; log lines name it so. */
    public String clusterAddress() {
        return HOST + ":" + port;
    }

    /** The node's file of settings. */
    String conf(ClusterPlan plan, Path regionsFile) {
        List<NodePlace> neighbours = plan.nodesOf(region);
        return String.join(
                "\n",
                "# Written by holdfast cluster up; a change here lasts until the next one.",
                "holdfast.region = \"" + region() + "\"",
                "holdfast.cluster {",
                "  host = \"" + HOST + "\"",
                "  port = " + port,
                "  seed-nodes = ["
                        + quoted(neighbours.stream()
                                .map(NodePlace::clusterAddress)
                                .toList()) + "]",
                "}",
                "holdfast.edge { grpc.port = " + grpcPort + ", http.port = " + httpPort + " }",
                "holdfast.regions.file = \"" + regionsFile + "\"",
                plan.storeOf(region()).conf(plan.keyspace(region())),
                "");
    }

    static String quoted(List<String> texts) {
        return texts.stream().map(text -> "\"" + text + "\"").collect(Collectors.joining(", "));
    }
}
