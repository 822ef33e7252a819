package dev.holdfast.cli.cluster;

import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.OutputOptions;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "status",
        description = {
            "Show the processes of the cluster in this folder, and how each fares.",
            "SERVING, STARTING, STOPPING; PAUSED stands still; SILENT runs and does not answer; DEAD has ended without being"
                    + " told to stop; DOWN was told. The exit code is 0 when all serve, 5 when one does not, 3 when there is"
                    + " no cluster."
        },
        footer = "  holdfast cluster status -o json")
final class ClusterStatus implements Callable<Integer> {
    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ClusterFolder folder = new ClusterFolder();

    @Override
    public Integer call() {
        List<Member> members = folder.cluster().status();
        output.printAll(MemberKind.NODES, members);
        if (members.isEmpty()) {
            return ExitCode.NOT_FOUND.number();
        }
        return members.stream().allMatch(member -> member.state() == Member.State.SERVING)
                ? ExitCode.OK.number()
                : ExitCode.UNAVAILABLE.number();
    }
}
