package dev.holdfast.cli.cluster;

import picocli.CommandLine.Command;

@Command(
        name = "resume",
        description = {
            "Let a paused node go on (SIGCONT).",
            "One that the others took for dead meanwhile notices, ends by itself and says so in \"status\"; \"start\" brings it back."
        },
        footer = "  holdfast cluster resume local-2")
final class ClusterResume extends NodeVerb {
    @Override
    Member told(LocalCluster cluster, String name) {
        return cluster.resume(name);
    }
}
