package dev.holdfast.cli.cluster;

import dev.holdfast.cli.CommandSource;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code holdfast cluster}. */
public final class ClusterCommands implements CommandSource {
    @Override
    public List<Object> commands() {
        return List.of(new Group());
    }

    @Command(
            name = "cluster",
            description = {
                "Run regions of several nodes on this machine, and break them.",
                "Real processes over a real Cassandra, with simulated hosts; all of it on 127.0.0.1."
            },
            subcommands = {
                ClusterUp.class,
                ClusterStatus.class,
                ClusterKill.class,
                ClusterPause.class,
                ClusterResume.class,
                ClusterStart.class,
                ClusterDown.class
            })
    private static final class Group {}
}
