package dev.holdfast.cli.cassandra;

import dev.holdfast.cli.CommandSource;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code holdfast cassandra}. */
public final class CassandraCommands implements CommandSource {
    @Override
    public List<Object> commands() {
        return List.of(new Group());
    }

    @Command(
            name = "cassandra",
            description = {
                "Run a real Cassandra on this machine, for trials of several nodes.",
                "It listens on the loopback only. A region that counts belongs on a cluster of machines:"
                        + " docs/howto/run-on-cassandra.md"
            },
            subcommands = {CassandraUp.class, CassandraDown.class, CassandraStatus.class})
    private static final class Group {}
}
