package dev.holdfast.cli.cluster;

import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.cli.Progress;
import dev.holdfast.cli.Terminal;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "down",
        description = {
            "End the processes that \"up\" and \"start\" started in this folder, and no others.",
            "What they keep stays: \"up\" goes on with it. To forget it, remove the folder."
        },
        footer = "  holdfast cluster down")
final class ClusterDown implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ClusterFolder folder = new ClusterFolder();

    @Override
    public Integer call() throws InterruptedException {
        List<Member> members;
        try (Progress progress = Progress.on(Terminal.of(spec))) {
            members = folder.cluster().down(progress::line);
        }
        output.printAll(MemberKind.NODES, members);
        return ExitCode.OK.number();
    }
}
