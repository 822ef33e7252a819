package dev.holdfast.cli.log;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.cli.Column;
import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.Kind;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.cli.Progress;
import dev.holdfast.cli.Terminal;
import dev.holdfast.node.log.cassandra.CassandraSettings;
import dev.holdfast.node.log.cassandra.LogSchema;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "init",
        description = {
            "Make the keyspace of a region's log in Cassandra, and its tables, or bring them to this version.",
            "Once a region, from one place; a node never makes tables. To run it again changes nothing."
        },
        footer = {
            "  holdfast log init --contact-points 10.0.0.1:9042,10.0.0.2:9042 --datacenter north --keyspace holdfast_north",
            "  holdfast log init --replication 1",
            "",
            "Nodes are then told: holdfast.log.store = cassandra, and the same under holdfast.log.cassandra."
        })
final class LogInit implements Callable<Integer> {
    private static final int COPIES_AT_MOST = 9;
    private static final int COPIES_FOR_SAFETY = 3;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final CassandraOptions cassandra = new CassandraOptions();

    @Option(
            names = "--replication",
            paramLabel = "N",
            description = "How many copies of everything the data centre keeps, 1 to 9; a node wants 3. Default: 3")
    private int replication = COPIES_FOR_SAFETY;

    @Override
    public Integer call() {
        if (replication < 1 || replication > COPIES_AT_MOST) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--replication must be from 1 to " + COPIES_AT_MOST + ", not " + replication);
        }
        LogSchema.Outcome outcome = init(cassandra.settings());
        output.print(KIND, outcome);
        if (replication < COPIES_FOR_SAFETY && output.forPeople()) {
            Terminal.of(spec)
                    .say("fewer than 3 copies can lose what was acknowledged: a node refuses to start on them unless"
                            + " holdfast.log.cassandra.weaker-than-safe = \"" + CassandraSettings.WEAKER + "\"");
        }
        return ExitCode.OK.number();
    }

    private LogSchema.Outcome init(CassandraSettings settings) {
        try (Progress progress = Progress.on(Terminal.of(spec))) {
            return LogSchema.init(settings, replication, progress::line);
        } catch (IllegalStateException failed) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(failed.getMessage()), failed);
        }
    }

    private static final Kind<LogSchema.Outcome> KIND = new Kind<>(
            "keyspaces",
            LogSchema.Outcome::keyspace,
            LogInit::tree,
            List.of(
                    Column.always("KEYSPACE", LogSchema.Outcome::keyspace),
                    Column.always("TABLES", outcome -> "version " + outcome.to()),
                    Column.always("MADE", outcome -> outcome.from() == outcome.to() ? "before" : "now"),
                    Column.always("REPLICATION", LogSchema.Outcome::replication)));

    private static ObjectNode tree(LogSchema.Outcome outcome) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("keyspace", outcome.keyspace())
                .put("version", outcome.to())
                .put("version_before", outcome.from())
                .put("replication", outcome.replication());
    }
}
