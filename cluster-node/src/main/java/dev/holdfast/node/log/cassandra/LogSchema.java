package dev.holdfast.node.log.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The tables of a region's keyspace, in versions: each is a resource of CQL, applied once and recorded. They are made
 * by a command and never by a node, because two nodes that make the same table at once can leave Cassandra with two.
 */
public final class LogSchema {
    /** What this version of Holdfast reads and writes. */
    public static final int VERSION = 1;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*--.*$");

    /**
     * What came of it.
     *
     * @param from the version that was found; 0 where there was nothing
     * @param to the version that is there now
     * @param replication as the keyspace has it now, found or made
     */
    public record Outcome(String keyspace, int from, int to, String replication) {}

    private LogSchema() {}

    /**
     * Makes what is missing: the keyspace, and every version after the one that is recorded. To run it again changes
     * nothing; to run it twice at once is for nobody.
     *
     * @param replication how many copies of everything the data centre keeps
     * @param progress told each step
     * @throws IllegalStateException on one line: what is wrong, and what to try
     */
    public static Outcome init(CassandraSettings settings, int replication, Consumer<String> progress) {
        String keyspace = settings.keyspace();
        try (CqlSession session = CassandraSession.open(settings)) {
            progress.accept("keyspace " + keyspace);
            run(
                    session,
                    "CREATE KEYSPACE IF NOT EXISTS " + keyspace
                            + " WITH replication = {'class': 'NetworkTopologyStrategy', '"
                            + settings.datacenter().replace("'", "''") + "': " + replication
                            + "} AND durable_writes = true");
            run(
                    session,
                    "CREATE TABLE IF NOT EXISTS " + keyspace
                            + ".schema_versions (part text, version int, applied_at timestamp, PRIMARY KEY (part, version))");
            int from = version(session, keyspace);
            if (from > VERSION) {
                throw new IllegalStateException("keyspace " + keyspace + " has version " + from
                        + " of the log's tables, and this Holdfast knows up to " + VERSION
                        + ": use the one that made them, or a newer one");
            }
            for (int version = from + 1; version <= VERSION; version++) {
                for (String statement : statements(version)) {
                    String here = statement.replace("KEYSPACE", keyspace);
                    progress.accept("version " + version + ": " + firstLine(here));
                    run(session, here);
                }
                session.execute(SimpleStatement.builder("INSERT INTO " + keyspace
                                + ".schema_versions (part, version, applied_at) VALUES ('log', ?, ?)")
                        .addPositionalValues(version, Instant.now())
                        .setTimeout(PATIENCE)
                        .build());
            }
            session.refreshSchema();
            String replicationNow = session.getMetadata()
                    .getKeyspace(CqlIdentifier.fromInternal(keyspace))
                    .map(found -> found.getReplication().toString())
                    .orElse("unknown");
            return new Outcome(keyspace, from, VERSION, replicationNow);
        } catch (DriverException failed) {
            throw new IllegalStateException(
                    "the tables of keyspace " + keyspace + " cannot be made: " + failed.getMessage(), failed);
        }
    }

    /** The highest version that is recorded; 0 where there is none. The table must be there. */
    static int version(CqlSession session, String keyspace) {
        int highest = 0;
        for (var row : session.execute(SimpleStatement.newInstance(
                "SELECT version FROM " + keyspace + ".schema_versions WHERE part = 'log'"))) {
            highest = Math.max(highest, row.getInt("version"));
        }
        return highest;
    }

    static List<String> statements(int version) {
        String resource = "log-" + version + ".cql";
        try (InputStream in = LogSchema.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the build lacks " + resource);
            }
            String text = COMMENT.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .replaceAll("");
            List<String> statements = new ArrayList<>();
            for (String statement : Pattern.compile(";").splitAsStream(text).toList()) {
                if (!statement.isBlank()) {
                    statements.add(statement.strip());
                }
            }
            return statements;
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot read " + resource, broken);
        }
    }

    private static void run(CqlSession session, String statement) {
        session.execute(SimpleStatement.newInstance(statement).setTimeout(PATIENCE));
        if (!session.checkSchemaAgreement()) {
            throw new IllegalStateException("Cassandra's nodes do not agree on their tables after "
                    + firstLine(statement) + ": see that all of them run, then do it again");
        }
    }

    private static String firstLine(String statement) {
        return statement.lines().findFirst().orElse("").strip();
    }
}
