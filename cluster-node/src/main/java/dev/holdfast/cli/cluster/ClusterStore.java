package dev.holdfast.cli.cluster;

import dev.holdfast.node.log.cassandra.CassandraSettings;
import dev.holdfast.node.log.cassandra.local.CassandraPlace;
import java.util.List;
import java.util.stream.IntStream;

/** The Cassandra that keeps the regions' logs, each in a keyspace of its own. */
public sealed interface ClusterStore {
    /**
     * Processes of the cluster's own: node n on 127.0.0.n, each with a copy of everything. One copy is for trials.
     *
     * @param nodes from 1 to {@value #NODES_AT_MOST}
     */
    record Own(int port, int storagePort, int nodes) implements ClusterStore {
        public static final int NODES_AT_MOST = 3;
    }

    /** Somebody else's, which is neither started nor ended. */
    record Existing(List<String> contactPoints, String datacenter, int replication) implements ClusterStore {
        public Existing {
            contactPoints = List.copyOf(contactPoints);
        }
    }

    /** How many copies it keeps of everything. */
    default int copies() {
        return switch (this) {
            case Own(int _, int _, int nodes) -> nodes;
            case Existing(var _, var _, int replication) -> replication;
        };
    }

    /** How a keyspace in it is reached. */
    default CassandraSettings settings(String keyspace) {
        return switch (this) {
            case Own(int port, int _, int nodes) ->
                CassandraSettings.of(
                        IntStream.rangeClosed(1, nodes)
                                .mapToObj(node -> "127.0.0." + node + ":" + port)
                                .toList(),
                        CassandraPlace.DATACENTER,
                        keyspace,
                        CassandraSettings.Access.OPEN);
            case Existing(List<String> contactPoints, String datacenter, int _) ->
                CassandraSettings.of(contactPoints, datacenter, keyspace, CassandraSettings.Access.OPEN);
        };
    }

    /** What a node is told of it. */
    default String conf(String keyspace) {
        CassandraSettings settings = settings(keyspace);
        return String.join(
                "\n",
                "holdfast.log.store = cassandra",
                "holdfast.log.cassandra {",
                "  contact-points = \"" + String.join(",", settings.contactPoints()) + "\"",
                "  datacenter = \"" + settings.datacenter() + "\"",
                "  keyspace = \"" + settings.keyspace() + "\"",
                "  # Needed for a trial on one machine, wrong for anything else.",
                "  weaker-than-safe = \"" + CassandraSettings.WEAKER + "\"",
                "}");
    }
}
