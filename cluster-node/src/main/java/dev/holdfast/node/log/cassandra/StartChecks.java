package dev.holdfast.node.log.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.schema.KeyspaceMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What must be so of a cluster and of a keyspace before a log is kept there, looked at once, at the start. A cluster on
 * which an acknowledged commit can be lost is refused, unless it was said in words that this is all right; one on which
 * the log does not work, or a keyspace that is not the log's, is always refused.
 */
final class StartChecks {
    private static final Logger LOG = LoggerFactory.getLogger(StartChecks.class);
    private static final List<String> KEPT_FOR_EVER = List.of("commits", "snapshots", "hints", "region");

    private final CqlSession session;
    private final CassandraSettings settings;
    private final List<String> unsafe = new ArrayList<>();

    private StartChecks(CqlSession session, CassandraSettings settings) {
        this.session = session;
        this.settings = settings;
    }

    /** @throws IllegalStateException on one line: what is wrong, where, and what to do about it */
    static void run(CqlSession session, CassandraSettings settings) {
        StartChecks checks = new StartChecks(session, settings);
        checks.nodes();
        checks.keyspace();
        checks.conclude();
    }

    private void nodes() {
        List<Node> nodes = session.getMetadata().getNodes().values().stream()
                .filter(node -> settings.datacenter().equals(node.getDatacenter()))
                .toList();
        int asked = 0;
        for (Node node : nodes) {
            try {
                Map<String, String> found = new TreeMap<>();
                for (Row row : session.execute(SimpleStatement.newInstance(
                                "SELECT name, value FROM system_views.settings WHERE name IN (?, ?, ?)",
                                NodeFitness.COMMITLOG_SYNC,
                                NodeFitness.PAXOS_VARIANT,
                                NodeFitness.PAXOS_STATE_PURGING)
                        .setNode(node))) {
                    found.put(String.valueOf(row.getString("name")), String.valueOf(row.getString("value")));
                }
                asked++;
                NodeFitness fitness = NodeFitness.of(node.getEndPoint().toString(), found);
                fitness.useless().ifPresent(why -> {
                    throw new IllegalStateException(why);
                });
                unsafe.addAll(fitness.unsafe());
            } catch (DriverException unreachable) {
                LOG.atWarn()
                        .addKeyValue("node", node.getEndPoint())
                        .addKeyValue("why", unreachable.getMessage())
                        .log("Settings of a Cassandra node could not be looked at.");
            }
        }
        if (asked == 0) {
            throw new IllegalStateException(
                    "no node of Cassandra's data centre " + settings.datacenter() + " tells its settings");
        }
    }

    private void keyspace() {
        String name = settings.keyspace();
        KeyspaceMetadata keyspace = session.getMetadata()
                .getKeyspace(CqlIdentifier.fromInternal(name))
                .orElseThrow(() -> new IllegalStateException(
                        "Cassandra has no keyspace " + name + ": make it with ./holdfast log init --keyspace " + name
                                + ", or correct holdfast.log.cassandra.keyspace"));
        if (keyspace.getTable("schema_versions").isEmpty()) {
            throw new IllegalStateException("keyspace " + name + " of Cassandra is not a log's: make another with"
                    + " ./holdfast log init --keyspace, and name it in holdfast.log.cassandra.keyspace");
        }
        int version = LogSchema.version(session, name);
        if (version != LogSchema.VERSION) {
            throw new IllegalStateException("keyspace " + name + " has version " + version
                    + " of the log's tables, and this node needs " + LogSchema.VERSION + ": "
                    + (version < LogSchema.VERSION
                            ? "run ./holdfast log init --keyspace " + name
                            : "run a newer Holdfast"));
        }
        for (String table : KEPT_FOR_EVER) {
            timeToLive(keyspace, table);
        }
        replication(keyspace);
    }

    /** What recovery needs must not go by its age. */
    private void timeToLive(KeyspaceMetadata keyspace, String name) {
        TableMetadata table = keyspace.getTable(name)
                .orElseThrow(() -> new IllegalStateException("table " + name + " is missing in keyspace "
                        + settings.keyspace() + ": restore it, or begin anew in another keyspace"));
        String seconds = String.valueOf(table.getOptions().get(CqlIdentifier.fromInternal("default_time_to_live")));
        if (!seconds.equals("0")) {
            throw new IllegalStateException("default_time_to_live of table " + settings.keyspace() + "." + name + " is "
                    + seconds + ", so that the log would vanish by its age: ALTER TABLE " + settings.keyspace() + "."
                    + name + " WITH default_time_to_live = 0");
        }
    }

    private void replication(KeyspaceMetadata keyspace) {
        KeyspaceFitness fitness = KeyspaceFitness.of(
                settings.keyspace(), settings.datacenter(), keyspace.getReplication(), keyspace.isDurableWrites());
        fitness.useless().ifPresent(why -> {
            throw new IllegalStateException(why);
        });
        unsafe.addAll(fitness.unsafe());
    }

    private void conclude() {
        if (unsafe.isEmpty()) {
            return;
        }
        if (settings.weakerThanSafe()) {
            unsafe.forEach(each -> LOG.atWarn().addKeyValue("why", each).log("The log is weaker than safe."));
            return;
        }
        throw new IllegalStateException("Cassandra could lose what was acknowledged: " + String.join("; ", unsafe)
                + ". For a trial, set holdfast.log.cassandra.weaker-than-safe = \"" + CassandraSettings.WEAKER + "\"");
    }
}
