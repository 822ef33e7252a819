package dev.holdfast.cli.cluster;

import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.OutputOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A command about one process of a cluster. */
abstract class NodeVerb implements Callable<Integer> {
    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ClusterFolder folder = new ClusterFolder();

    @Parameters(paramLabel = "NODE", description = "As \"holdfast cluster status\" names it, such as local-2.")
    private String node = "";

    @Override
    public Integer call() throws InterruptedException {
        output.print(MemberKind.NODES, told(folder.cluster(), node));
        return ExitCode.OK.number();
    }

    /** Tells it, and gives back how it fares then. */
    abstract Member told(LocalCluster cluster, String name) throws InterruptedException;
}
