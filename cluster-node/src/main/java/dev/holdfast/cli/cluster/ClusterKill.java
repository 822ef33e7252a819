package dev.holdfast.cli.cluster;

import picocli.CommandLine.Command;

@Command(
        name = "kill",
        description = {
            "End a node with SIGKILL, in the middle of whatever it does.",
            "Calls about its shards have no answer until the others have noticed and taken over, about 14 seconds. \"start\" brings it back."
        },
        footer = "  holdfast cluster kill local-2")
final class ClusterKill extends NodeVerb {
    @Override
    Member told(LocalCluster cluster, String name) throws InterruptedException {
        return cluster.kill(name);
    }
}
