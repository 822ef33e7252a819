package dev.holdfast.sim.bench;

import dev.holdfast.node.log.cassandra.local.CassandraJars;
import dev.holdfast.node.log.cassandra.local.CassandraPlace;
import dev.holdfast.node.log.cassandra.local.CassandraProcess;
import dev.holdfast.node.log.cassandra.local.Jdk17;
import dev.holdfast.node.log.cassandra.local.LocalCassandraException;
import dev.holdfast.node.log.cassandra.local.Watchdog;
import dev.holdfast.sim.cluster.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A Cassandra process of a bench's own, of one node, which ends with the bench, however that ends. Its data is of no
 * use to anybody afterwards.
 */
final class OwnCassandra implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofMinutes(3);

    /**
     * As Cassandra itself has it by default, where a local one of ours is made small: with fewer threads that write,
     * fewer writes share a sync of the commit log.
     */
    private static final Map<String, Optional<String>> AS_BY_DEFAULT = Map.of(
            "concurrent_reads", Optional.of("32"),
            "concurrent_writes", Optional.of("32"),
            "memtable_heap_space", Optional.empty(),
            "memtable_offheap_space", Optional.empty(),
            "commitlog_total_space", Optional.of("1024MiB"));

    private final CassandraProcess process;
    private final Watchdog watchdog;
    private final Path folder;
    private final Thread atExit;

    private OwnCassandra(CassandraProcess process, Path folder) {
        this.process = process;
        this.folder = folder;
        // If this process is killed, nothing in it runs any more.
        this.watchdog = Watchdog.over(process);
        this.atExit = new Thread(this::end, "end-cassandra");
    }

    /**
     * Starts it on free ports and gives it back when it serves.
     *
     * @param folder for all of it; absent
     * @throws IllegalStateException on one line, when it cannot be had
     */
    static OwnCassandra start(Path folder, Optional<Path> jdk, int heapMib, Consumer<String> progress)
            throws InterruptedException {
        try {
            progress.accept("starting a Cassandra " + CassandraJars.VERSION + " of " + heapMib + " MiB heap");
            Jdk17 found = Jdk17.find(jdk, System.getenv());
            CassandraJars jars = CassandraJars.fetch(folder.resolve("jars"), System.getenv(), progress);
            CassandraPlace place = new CassandraPlace(
                    folder.resolve("node"), "127.0.0.1", FreePorts.any(), FreePorts.any(), "127.0.0.1", heapMib);
            OwnCassandra own =
                    new OwnCassandra(CassandraProcess.start(place, found, jars, AS_BY_DEFAULT, List.of()), folder);
            Runtime.getRuntime().addShutdownHook(own.atExit);
            boolean serves = false;
            try {
                own.process.awaitReady(READY_WITHIN, _ -> {});
                serves = true;
                return own;
            } finally {
                if (!serves) {
                    own.close();
                }
            }
        } catch (LocalCassandraException failed) {
            throw new IllegalStateException(String.valueOf(failed.getMessage()), failed);
        }
    }

    String contactPoint() {
        return process.place().contactPoint();
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException endingAlready) {
            // The hook does it.
            return;
        }
        end();
    }

    private void end() {
        watchdog.close();
        try {
            process.kill();
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(each);
                }
            }
        } catch (IOException left) {
            throw new UncheckedIOException("left behind: " + left.getMessage(), left);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
