package dev.holdfast.cli.cassandra;

import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.node.log.cassandra.local.LocalCassandra.Member;
import dev.holdfast.node.log.cassandra.local.LocalCassandra.State;
import dev.holdfast.node.log.cassandra.local.LocalCassandraException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "status",
        description = {
            "Show the nodes that were ever started in this folder.",
            "The exit code is 0 when all of them serve, 5 when one does not, 3 when there is none."
        },
        footer = "  holdfast cassandra status --data /tmp/cassandra -o json")
final class CassandraStatus implements Callable<Integer> {
    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final FolderOption folder = new FolderOption();

    @Override
    public Integer call() {
        try {
            List<Member> members = folder.cassandra().status();
            output.printAll(MemberKind.NODES, members);
            if (members.isEmpty()) {
                return ExitCode.NOT_FOUND.number();
            }
            return members.stream().allMatch(member -> member.state() == State.SERVING)
                    ? ExitCode.OK.number()
                    : ExitCode.UNAVAILABLE.number();
        } catch (LocalCassandraException failed) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(failed.getMessage()), failed);
        }
    }
}
