package dev.holdfast.node.log.cassandra;

import dev.holdfast.node.log.cassandra.local.CassandraJars;
import dev.holdfast.node.log.cassandra.local.CassandraPlace;
import dev.holdfast.node.log.cassandra.local.CassandraProcess;
import dev.holdfast.node.log.cassandra.local.Jdk17;
import dev.holdfast.node.log.cassandra.local.Watchdog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A real Cassandra for all tests of a JVM: started by the first that asks, ended with the JVM, and a keyspace of its
 * own for each test that wants one. Its jars are fetched when they are not there.
 */
public final class SharedCassandra {
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);
    private static final int HEAP_MIB = 512;

    /** Tables are made often, and nobody starts this Cassandra a second time. */
    private static final List<String> FOR_TESTS = List.of("-Dcassandra.test.flush_local_schema_changes=false");

    private static final class Holder {
        private static final SharedCassandra INSTANCE = start("shared");
        private static final CassandraSettings KEYSPACE = INSTANCE.freshKeyspace();
    }

    private final CassandraProcess process;
    private final AtomicInteger keyspaces = new AtomicInteger();

    private SharedCassandra(CassandraProcess process) {
        this.process = process;
    }

    public static SharedCassandra get() {
        return Holder.INSTANCE;
    }

    private static SharedCassandra start(String name) {
        Path folder = Path.of("target", "cassandra").toAbsolutePath();
        Path life = folder.resolve(name + "-" + ProcessHandle.current().pid());
        try {
            CassandraPlace place = new CassandraPlace(life, "127.0.0.1", freePort(), freePort(), "127.0.0.1", HEAP_MIB);
            CassandraJars jars = CassandraJars.fetch(folder.resolve("jars"), System.getenv(), System.err::println);
            CassandraProcess process = CassandraProcess.start(
                    place, Jdk17.find(Optional.empty(), System.getenv()), jars, Map.of(), FOR_TESTS);
            Watchdog watchdog = Watchdog.over(process);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process, watchdog, life), "end-" + name));
            process.awaitReady(READY_WITHIN, _ -> {});
            return new SharedCassandra(process);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException("stopped while Cassandra started", interrupted);
        }
    }

    private static void end(CassandraProcess process, Watchdog watchdog, Path life) {
        watchdog.close();
        try {
            process.kill();
            try (Stream<Path> files = Files.walk(life)) {
                for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(each);
                }
            }
        } catch (IOException left) {
            System.err.println("left behind: " + left.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    CassandraProcess process() {
        return process;
    }

    /** Settings for it, of a keyspace that others use too: for tests that keep to shards of their own. */
    public CassandraSettings sharedKeyspace() {
        return Holder.KEYSPACE;
    }

    /** Settings for it, of a keyspace that is not there. */
    public CassandraSettings settings() {
        return CassandraSettings.of(
                        List.of(process.place().contactPoint()),
                        CassandraPlace.DATACENTER,
                        "test_" + keyspaces.incrementAndGet(),
                        CassandraSettings.Access.OPEN)
                .takingRisks();
    }

    /** Settings for it, of a keyspace that was made a moment ago and holds nothing. */
    public CassandraSettings freshKeyspace() {
        CassandraSettings settings = settings();
        LogSchema.init(settings, 1, _ -> {});
        return settings;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException("no free port", none);
        }
    }
}
