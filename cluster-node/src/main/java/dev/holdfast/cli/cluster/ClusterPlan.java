package dev.holdfast.cli.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a cluster on this machine is made of. It is written into the cluster's folder, and holds until the folder goes.
 *
 * @param regions from 1 to {@value #REGIONS_AT_MOST}
 * @param nodes of each region, from 1 to {@value #NODES_AT_MOST}
 * @param hosts simulated, of each region; 0 for none
 * @param firstPort node k of all, from 0, listens on this + 10 k and the two above
 * @param heapMib of each node's JVM
 */
public record ClusterPlan(int regions, int nodes, int hosts, int firstPort, int heapMib, ClusterStore store) {
    public static final int REGIONS_AT_MOST = 4;
    public static final int NODES_AT_MOST = 5;
    public static final int HOSTS_AT_MOST = 2_000;
    static final int PORTS_A_NODE = 10;
    private static final String FILE = "cluster.conf";
    private static final List<String> REGION_NAMES = List.of("west", "east", "north", "south");

    /** One region is called as commands call it by default. */
    public List<String> regionNames() {
        return regions == 1 ? List.of("local") : REGION_NAMES.subList(0, regions);
    }

    /** All nodes, region by region. */
    public List<NodePlace> places() {
        List<NodePlace> places = new ArrayList<>();
        for (String region : regionNames()) {
            for (int number = 1; number <= nodes; number++) {
                int port = firstPort + PORTS_A_NODE * places.size();
                places.add(new NodePlace(region + "-" + number, region, port, port + 1, port + 2));
            }
        }
        return places;
    }

    public List<NodePlace> nodesOf(String region) {
        return places().stream().filter(place -> place.region().equals(region)).toList();
    }

    /** The store that keeps a region's log. */
    public ClusterStore storeOf(String region) {
        return switch (store) {
            case ClusterStore.Own own -> own.ofRegion(regionNames().indexOf(region));
            case ClusterStore.Existing existing -> existing;
        };
    }

    /** The keyspace of a region's log. */
    String keyspace(String region) {
        return "holdfast_" + region;
    }

    /** The process that plays a region's hosts. */
    static String hostsOf(String region) {
        return region + "-hosts";
    }

    /** What every node is told of where the regions are. */
    String regionsFile() {
        StringBuilder text = new StringBuilder();
        for (String region : regionNames()) {
            text.append(region)
                    .append(" = [")
                    .append(NodePlace.quoted(
                            nodesOf(region).stream().map(NodePlace::grpcAddress).toList()))
                    .append("]\n");
        }
        return text.toString();
    }

    void write(Path folder) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "# What this cluster is made of; holdfast cluster reads it.",
                "regions = " + regions,
                "nodes = " + nodes,
                "hosts = " + hosts,
                "first-port = " + firstPort,
                "heap-mib = " + heapMib));
        lines.addAll(
                switch (store) {
                    case ClusterStore.Own(int port, int storagePort, int copies, boolean each) ->
                        List.of(
                                "cassandra = " + (each ? "each" : "own"),
                                "cassandra-port = " + port,
                                "storage-port = " + storagePort,
                                "cassandra-nodes = " + copies);
                    case ClusterStore.Existing(List<String> points, String datacenter, int replication) ->
                        List.of(
                                "cassandra = existing",
                                "contact-points = [" + NodePlace.quoted(points) + "]",
                                "datacenter = \"" + datacenter + "\"",
                                "replication = " + replication);
                });
        Files.write(folder.resolve(FILE), lines);
    }

    /**
     * The plan of the cluster in this folder; empty when none was ever started there.
     *
     * @throws CommandFailure when its file cannot be understood
     */
    static Optional<ClusterPlan> read(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            Config config = ConfigFactory.parseFile(file.toFile());
            String kind = config.getString("cassandra");
            ClusterStore store = !kind.equals("existing")
                    ? new ClusterStore.Own(
                            config.getInt("cassandra-port"),
                            config.getInt("storage-port"),
                            config.hasPath("cassandra-nodes") ? config.getInt("cassandra-nodes") : 1,
                            kind.equals("each"))
                    : new ClusterStore.Existing(
                            config.getStringList("contact-points"),
                            config.getString("datacenter"),
                            config.getInt("replication"));
            return Optional.of(new ClusterPlan(
                    config.getInt("regions"),
                    config.getInt("nodes"),
                    config.getInt("hosts"),
                    config.getInt("first-port"),
                    config.getInt("heap-mib"),
                    store));
        } catch (ConfigException broken) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    file + " cannot be understood (" + broken.getMessage()
                            + "): remove the folder, or name another with --data",
                    broken);
        }
    }
}
