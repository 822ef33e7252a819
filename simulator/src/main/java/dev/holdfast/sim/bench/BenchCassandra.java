package dev.holdfast.sim.bench;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.node.log.cassandra.CassandraSettings;
import dev.holdfast.node.log.cassandra.LogSchema;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The Cassandra that a bench measures on: one that runs already, or a process of its own that ends with it. Every side
 * of a comparison has a keyspace to itself, and the same driver, consistency and connections.
 */
final class BenchCassandra implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int CONNECTIONS = 2;
    private static final int REQUESTS_A_CONNECTION = 2_048;

    /**
     * Where it is.
     *
     * @param contactPoint of one that runs, {@code host:port}; none to start one
     * @param datacenter as Cassandra calls it
     * @param jdk a JDK 17 to start one with; none to look for it
     * @param heapMib of the one that is started, at least 256 MiB
     */
    record Place(Optional<String> contactPoint, String datacenter, Optional<Path> jdk, int heapMib) {
        private static final int HEAP_AT_LEAST = 256;

        Place {
            contactPoint
                    .filter(point -> !CassandraSettings.isContactPoint(point))
                    .ifPresent(point -> {
                        throw new IllegalArgumentException("cassandra must be HOST:PORT, was " + point);
                    });
            Bounds.atLeast("heap-mib", heapMib, HEAP_AT_LEAST);
        }
    }

    private final String contactPoint;
    private final String datacenter;
    private final Optional<OwnCassandra> own;
    private final CqlSession session;
    private final List<String> keyspaces = new ArrayList<>();

    private BenchCassandra(String contactPoint, String datacenter, Optional<OwnCassandra> own) {
        this.contactPoint = contactPoint;
        this.datacenter = datacenter;
        this.own = own;
        this.session = session(contactPoint, datacenter);
    }

    /**
     * Connects, after starting one where none is named.
     *
     * @param folder for all that a process of our own keeps; absent
     * @throws IllegalStateException on one line, when it cannot be had
     */
    static BenchCassandra open(Place place, Path folder, Consumer<String> progress) throws InterruptedException {
        Optional<OwnCassandra> own = place.contactPoint().isPresent()
                ? Optional.empty()
                : Optional.of(OwnCassandra.start(folder, place.jdk(), place.heapMib(), progress));
        String contactPoint = place.contactPoint()
                .or(() -> own.map(OwnCassandra::contactPoint))
                .orElseThrow();
        try {
            return new BenchCassandra(contactPoint, place.datacenter(), own);
        } catch (DriverException unreachable) {
            own.ifPresent(OwnCassandra::close);
            throw new IllegalStateException(
                    "no Cassandra answers at " + contactPoint + ": " + unreachable.getMessage(), unreachable);
        }
    }

    private static CqlSession session(String contactPoint, String datacenter) {
        int colon = contactPoint.lastIndexOf(':');
        return CqlSession.builder()
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, PATIENCE)
                        .withString(DefaultDriverOption.REQUEST_CONSISTENCY, ConsistencyLevel.LOCAL_QUORUM.name())
                        .withInt(DefaultDriverOption.CONNECTION_POOL_LOCAL_SIZE, CONNECTIONS)
                        .withInt(DefaultDriverOption.CONNECTION_MAX_REQUESTS, REQUESTS_A_CONNECTION)
                        .withBoolean(DefaultDriverOption.NETTY_DAEMON, true)
                        .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_QUIET_PERIOD, 0)
                        .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, 0)
                        .withString(DefaultDriverOption.SESSION_NAME, "bench")
                        .build())
                .withLocalDatacenter(datacenter)
                .addContactPoint(new InetSocketAddress(
                        contactPoint.substring(0, colon), Integer.parseInt(contactPoint.substring(colon + 1))))
                .build();
    }

    CqlSession session() {
        return session;
    }

    /** A keyspace with nothing in it; gives its name. */
    String keyspace(String side) {
        String keyspace = named(side);
        run("CREATE KEYSPACE " + keyspace + " WITH replication = {'class': 'NetworkTopologyStrategy', '"
                + datacenter.replace("'", "''") + "': 1} AND durable_writes = true");
        return keyspace;
    }

    private String named(String side) {
        String keyspace = "holdfast_bench_" + ProcessHandle.current().pid() + "_" + side;
        keyspaces.add(keyspace);
        return keyspace;
    }

    private void run(String statement) {
        session.execute(SimpleStatement.newInstance(statement).setTimeout(PATIENCE));
    }

    /** A keyspace with the tables of our log; gives what a node needs to keep its log there. */
    Config log(String side) {
        String keyspace = named(side);
        var _ = LogSchema.init(
                CassandraSettings.of(List.of(contactPoint), datacenter, keyspace, CassandraSettings.Access.OPEN),
                1,
                _ -> {});
        // With one copy of everything no Cassandra is as safe as a region's must be.
        return ConfigFactory.parseString("""
                holdfast.log.store = cassandra
                holdfast.log.cassandra {
                  contact-points = "%s"
                  datacenter = "%s"
                  keyspace = "%s"
                  weaker-than-safe = "%s"
                }
                """.formatted(contactPoint, datacenter, keyspace, CassandraSettings.WEAKER));
    }

    /**
     * A keyspace for pekko-persistence-cassandra; gives its configuration. What its own reference.conf says to turn off
     * where nobody needs it is off: views by tag, the list of all ids, deletions, which cost it a table, a write and a
     * read. An entity that is slow holds nobody up, as with our plugin. The rest is its own default, over a driver with
     * as many connections as ours has; with its default of 1,024 requests on one, 2,048 at once would be refused. Its
     * snapshots stay off, which saves it a read for each entity that it replays.
     */
    Config stock(String side) {
        return ConfigFactory.parseString("""
                pekko.persistence.journal.plugin = "pekko.persistence.cassandra.journal"
                pekko.persistence.cassandra {
                  events-by-tag.enabled = off
                  journal {
                    keyspace = "%s"
                    tables-autocreate = on
                    support-all-persistence-ids = off
                    support-deletes = off
                    write-response-global-order = off
                  }
                }
                datastax-java-driver {
                  basic.contact-points = ["%s"]
                  basic.load-balancing-policy.local-datacenter = "%s"
                  advanced.connection.pool.local.size = %d
                  advanced.connection.max-requests-per-connection = %d
                  advanced.netty.daemon = true
                  profiles.pekko-persistence-cassandra-profile.basic.request {
                    consistency = LOCAL_QUORUM
                    timeout = %d s
                  }
                }
                """.formatted(
                keyspace(side), contactPoint, datacenter, CONNECTIONS, REQUESTS_A_CONNECTION, PATIENCE.toSeconds()));
    }

    /** Ends the process that was started; of one that ran before, only the keyspaces made here go. */
    @Override
    public void close() {
        try (CqlSession closing = session) {
            if (own.isEmpty()) {
                keyspaces.forEach(
                        keyspace -> closing.execute(SimpleStatement.newInstance("DROP KEYSPACE IF EXISTS " + keyspace)
                                .setTimeout(PATIENCE)));
            }
        } finally {
            own.ifPresent(OwnCassandra::close);
        }
    }
}
