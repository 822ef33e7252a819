package dev.holdfast.cli.cluster;

import picocli.CommandLine.Command;

@Command(
        name = "pause",
        description = {
            "Let a node stand still (SIGSTOP), as one on a machine that is swapped out.",
            "Whoever is away for longer than about 14 seconds has lost its shards when it comes back, and must not do harm: see \"resume\"."
        },
        footer = "  holdfast cluster pause local-2")
final class ClusterPause extends NodeVerb {
    @Override
    Member told(LocalCluster cluster, String name) {
        return cluster.pause(name);
    }
}
