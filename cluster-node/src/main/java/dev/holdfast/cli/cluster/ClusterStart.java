package dev.holdfast.cli.cluster;

import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.Progress;
import dev.holdfast.cli.Terminal;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "start",
        description = {
            "Start a node that has ended again, as it was, and wait until it serves.",
            "Nothing watches over the nodes of such a cluster: one that has ended stays away until this."
        },
        footer = "  holdfast cluster start local-2")
final class ClusterStart extends NodeVerb {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Option(
            names = "--ready-within",
            paramLabel = "SECONDS",
            description = "How long it may take until it serves. Default: 120")
    private int readyWithin = 120;

    @Override
    Member told(LocalCluster cluster, String name) throws InterruptedException {
        if (readyWithin < 1 || readyWithin > 3_600) {
            throw new CommandFailure(ExitCode.USAGE, "--ready-within must be from 1 to 3600, not " + readyWithin);
        }
        var _ = cluster.start(name);
        try (Progress progress = Progress.on(Terminal.of(spec))) {
            return cluster.awaitServing(name, Duration.ofSeconds(readyWithin), progress::line);
        }
    }
}
