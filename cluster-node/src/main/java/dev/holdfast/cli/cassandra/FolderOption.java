package dev.holdfast.cli.cassandra;

import dev.holdfast.node.log.cassandra.local.LocalCassandra;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which local Cassandra is meant. */
final class FolderOption {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where all of it lives, one folder a node. Default: .holdfast/cassandra")
    private Path data = Path.of(".holdfast", "cassandra");

    LocalCassandra cassandra() {
        return new LocalCassandra(data);
    }
}
