package dev.holdfast.cli.cluster;

import dev.holdfast.node.log.cassandra.CassandraSettings;
import dev.holdfast.node.log.cassandra.local.CassandraPlace;
import java.util.List;
import java.util.stream.IntStream;

/** The Cassandra that keeps the regions' logs, each in a keyspace of its own; or one for each region. */
public sealed interface ClusterStore {
    /**
     * Processes of the cluster's own: node n on 127.0.0.n, each with a copy of everything. One copy is for trials.
     *
     * @param port for clients; the next ones are for the regions after the first, where each has its own
     * @param storagePort among themselves, likewise
     * @param nodes from 1 to {@value #NODES_AT_MOST}
     * @param each whether each region has its own, so that nothing is shared between two
     */
    record Own(int port, int storagePort, int nodes, boolean each) implements ClusterStore {
        public static final int NODES_AT_MOST = 3;

        /** One for all regions. */
        public Own(int port, int storagePort, int nodes) {
            this(port, storagePort, nodes, false);
        }

        /** That of one region of several, by its number from 0. */
        Own ofRegion(int number) {
            return each ? new Own(port + number, storagePort + number, nodes, true) : this;
        }
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
            case Own(int _, int _, int nodes, boolean _) -> nodes;
            case Existing(var _, var _, int replication) -> replication;
        };
    }

    /** How a keyspace in it is reached. */
    default CassandraSettings settings(String keyspace) {
        return switch (this) {
            case Own(int port, int _, int nodes, boolean _) ->
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
