package dev.holdfast.cli.cluster;

import dev.holdfast.node.log.cassandra.CassandraSettings;
import dev.holdfast.node.log.cassandra.local.CassandraPlace;
import java.util.List;

/** The Cassandra that keeps the regions' logs, each in a keyspace of its own. */
public sealed interface ClusterStore {
    /** One process of the cluster's own, on 127.0.0.1; its one copy is for trials. */
    record Own(int port, int storagePort) implements ClusterStore {}

    /** Somebody else's, which is neither started nor ended. */
    record Existing(List<String> contactPoints, String datacenter, int replication) implements ClusterStore {
        public Existing {
            contactPoints = List.copyOf(contactPoints);
        }
    }

    /** How many copies it keeps of everything. */
    default int copies() {
        return switch (this) {
            case Own _ -> 1;
            case Existing(var _, var _, int replication) -> replication;
        };
    }

    /** How a keyspace in it is reached. */
    default CassandraSettings settings(String keyspace) {
        return switch (this) {
            case Own(int port, int _) ->
                CassandraSettings.of(
                        List.of("127.0.0.1:" + port),
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
