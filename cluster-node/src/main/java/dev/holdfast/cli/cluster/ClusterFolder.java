package dev.holdfast.cli.cluster;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which cluster is meant. */
final class ClusterFolder {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where all of it lives, one folder a process. Default: .holdfast/cluster")
    private Path data = Path.of(".holdfast", "cluster");

    LocalCluster cluster() {
        return new LocalCluster(data);
    }

    /** What a command that means this cluster must be told besides. */
    String option() {
        return data.equals(Path.of(".holdfast", "cluster")) ? "" : " --data " + data;
    }
}
