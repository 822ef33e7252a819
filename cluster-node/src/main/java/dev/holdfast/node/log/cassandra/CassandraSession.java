package dev.holdfast.node.log.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.ssl.ProgrammaticSslEngineFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/** Opens the driver's session as a log needs it. */
final class CassandraSession {
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);
    private static final int CONNECTIONS_A_NODE = 2;
    private static final int REQUESTS_A_CONNECTION = 2_048;

    private CassandraSession() {}

    /** @throws IllegalStateException on one line: what is wrong, and what to try */
    static CqlSession open(CassandraSettings settings) {
        CqlSessionBuilder builder = CqlSession.builder()
                .withConfigLoader(options(settings.requestTimeout()))
                .withLocalDatacenter(settings.datacenter())
                .addContactPoints(settings.addresses())
                .withNodeStateListener(new NodeSightings());
        CassandraSettings.Access access = settings.access();
        access.user()
                .ifPresent(user -> builder.withAuthCredentials(
                        user,
                        access.passwordFile().map(CassandraSession::firstLine).orElse("")));
        access.trust().ifPresent(trust -> builder.withSslEngineFactory(verifying(PemTls.context(trust, access))));
        try {
            CqlSession session = builder.build();
            checkDatacenter(session, settings);
            return session;
        } catch (AllNodesFailedException unreachable) {
            throw new IllegalStateException(
                    "no Cassandra answers at " + String.join(", ", settings.contactPoints()) + ": "
                            + reason(unreachable)
                            + "; check holdfast.log.cassandra.contact-points, and that it runs",
                    unreachable);
        } catch (DriverException failed) {
            throw new IllegalStateException(
                    "cannot connect to Cassandra at " + String.join(", ", settings.contactPoints()) + ": "
                            + failed.getMessage(),
                    failed);
        }
    }

    /** Hosts' names are checked against their certificates. */
    private static ProgrammaticSslEngineFactory verifying(SSLContext context) {
        return new ProgrammaticSslEngineFactory(
                context, context.getDefaultSSLParameters().getCipherSuites(), true);
    }

    private static DriverConfigLoader options(Duration requestTimeout) {
        return DriverConfigLoader.programmaticBuilder()
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, requestTimeout)
                .withString(DefaultDriverOption.REQUEST_CONSISTENCY, ConsistencyLevel.LOCAL_QUORUM.name())
                .withString(DefaultDriverOption.REQUEST_SERIAL_CONSISTENCY, ConsistencyLevel.LOCAL_SERIAL.name())
                .withBoolean(DefaultDriverOption.REQUEST_DEFAULT_IDEMPOTENCE, false)
                .withClass(DefaultDriverOption.RETRY_POLICY_CLASS, NoRetries.class)
                .withDuration(DefaultDriverOption.CONNECTION_CONNECT_TIMEOUT, CONNECT_WITHIN)
                .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, CONNECT_WITHIN)
                .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, CONNECT_WITHIN)
                .withDuration(DefaultDriverOption.METADATA_SCHEMA_REQUEST_TIMEOUT, CONNECT_WITHIN)
                .withInt(DefaultDriverOption.CONNECTION_POOL_LOCAL_SIZE, CONNECTIONS_A_NODE)
                .withInt(DefaultDriverOption.CONNECTION_MAX_REQUESTS, REQUESTS_A_CONNECTION)
                .withDuration(DefaultDriverOption.HEARTBEAT_INTERVAL, Duration.ofSeconds(5))
                .withDuration(DefaultDriverOption.HEARTBEAT_TIMEOUT, Duration.ofSeconds(3))
                .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, Duration.ofSeconds(5))
                .withBoolean(DefaultDriverOption.NETTY_DAEMON, true)
                // Nobody sends anything more to a session that is being closed.
                .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_QUIET_PERIOD, 0)
                .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, 0)
                .withString(DefaultDriverOption.SESSION_NAME, "holdfast-log")
                .build();
    }

    private static void checkDatacenter(CqlSession session, CassandraSettings settings) {
        List<String> datacenters = session.getMetadata().getNodes().values().stream()
                .map(Node::getDatacenter)
                .map(String::valueOf)
                .distinct()
                .sorted()
                .toList();
        if (!datacenters.contains(settings.datacenter())) {
            session.close();
            throw new IllegalStateException("holdfast.log.cassandra.datacenter is " + settings.datacenter()
                    + ", and the cluster has " + String.join(", ", datacenters));
        }
    }

    private static String reason(AllNodesFailedException unreachable) {
        Map<Node, List<Throwable>> errors = unreachable.getAllErrors();
        return errors.values().stream()
                .flatMap(List::stream)
                .map(error -> String.valueOf(error.getMessage()))
                .distinct()
                .collect(Collectors.joining("; "));
    }

    private static String firstLine(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("the password file " + file + " is empty"));
        } catch (IOException failed) {
            throw new IllegalStateException(
                    "cannot read the password file " + file + ": " + failed.getMessage(), failed);
        }
    }
}
