package dev.holdfast.cli.cluster;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A process of a cluster on this machine, as it is now.
 *
 * @param name such as {@code west-1}, {@code west-hosts} or {@code cassandra-1}
 * @param region empty for what belongs to all
 * @param grpc where clients connect, of a node or of Cassandra
 * @param http of /health and /metrics, of a node
 * @param pid if its process is there
 * @param why of one that has ended by itself: its last words
 */
public record Member(
        String name,
        String region,
        State state,
        Optional<String> grpc,
        Optional<String> http,
        Optional<Long> pid,
        Path logFile,
        Optional<String> why) {
    /** How a process fares. */
    public enum State {
        /** It does its work: a node says so on /health, hosts are all connected, Cassandra takes connections. */
        SERVING,
        /** Its process runs and does not serve yet. */
        STARTING,
        /** It was told to stop and hands over. */
        STOPPING,
        /** Its process stands still (SIGSTOP). */
        PAUSED,
        /** Its process runs, has served, and does not answer. */
        SILENT,
        /** Its process has ended, and nobody asked it to in good order. */
        DEAD,
        /** It does not run: it was ended in good order, or never started. */
        DOWN
    }
}
