package dev.holdfast.node.log.cassandra.local;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where one Cassandra process lives and listens.
 *
 * @param folder its own: data, configuration, logs, pid file
 * @param address of the loopback; both of its ports are bound to it and to nothing else
 * @param cqlPort for clients; the same on every node of a cluster
 * @param storagePort for other nodes; the same on every node of a cluster
 * @param seed address of the cluster's first node
 * @param heapMib of its JVM; all of the process is about 700 MiB more
 */
public record CassandraPlace(Path folder, String address, int cqlPort, int storagePort, String seed, int heapMib) {
    public CassandraPlace {
        if (!address.startsWith("127.")) {
            throw new IllegalArgumentException("only on the loopback, not on " + address);
        }
    }

    /** The only data centre of a local cluster, as its nodes call it. */
    public static final String DATACENTER = "datacenter1";

    /** Where clients connect. */
    public String contactPoint() {
        return address + ":" + cqlPort;
    }

    Path pidFile() {
        return folder.resolve("cassandra.pid");
    }

    /** What it says of its life. */
    public Path logFile() {
        return folder.resolve("logs/cassandra.log");
    }

    /** What it prints, which is what the JVM has to say when it cannot even start. */
    Path consoleFile() {
        return folder.resolve("logs/console.log");
    }

    /**
     * The cassandra.yaml. What a log is safe on comes first; the rest makes it small.
     *
     * @param over settings that are other than the usual; a null value leaves the setting out
     */
    String yaml(Map<String, Optional<String>> over) {
        Map<String, String> settings = new java.util.LinkedHashMap<>();
        settings.put("cluster_name", "holdfast-local");
        settings.put("commitlog_sync", "batch");
        settings.put("paxos_variant", "v2");
        settings.put("paxos_state_purging", "repaired");
        settings.put("listen_address", address);
        settings.put("rpc_address", address);
        settings.put("native_transport_port", Integer.toString(cqlPort));
        settings.put("storage_port", Integer.toString(storagePort));
        settings.put("endpoint_snitch", "SimpleSnitch");
        settings.put("partitioner", "org.apache.cassandra.dht.Murmur3Partitioner");
        settings.put("num_tokens", "16");
        settings.put("auto_bootstrap", "false");
        settings.put("auto_snapshot", "false");
        settings.put("concurrent_reads", "16");
        settings.put("concurrent_writes", "16");
        settings.put("concurrent_compactors", "1");
        settings.put("commitlog_total_space", "256MiB");
        settings.put("memtable_heap_space", "64MiB");
        settings.put("memtable_offheap_space", "64MiB");
        settings.put("key_cache_size", "8MiB");
        settings.put("file_cache_size", "64MiB");
        over.forEach((key, value) -> value.ifPresentOrElse(set -> settings.put(key, set), () -> settings.remove(key)));
        StringBuilder text = new StringBuilder("# Written by holdfast; a change here lasts until the next start.\n");
        settings.forEach(
                (key, value) -> text.append(key).append(": ").append(value).append('\n'));
        text.append("seed_provider:\n")
                .append("  - class_name: org.apache.cassandra.locator.SimpleSeedProvider\n")
                .append("    parameters:\n")
                .append("      - seeds: \"")
                .append(seed)
                .append(':')
                .append(storagePort)
                .append("\"\n");
        return text.toString();
    }
}
