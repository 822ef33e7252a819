package dev.holdfast.cli.cassandra;

import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.cli.Progress;
import dev.holdfast.cli.Terminal;
import dev.holdfast.node.log.cassandra.local.LocalCassandraException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "down",
        description = "End the nodes that \"up\" started in this folder, and no other process. Their data stays.",
        footer = "  holdfast cassandra down --data /tmp/cassandra")
final class CassandraDown implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final FolderOption folder = new FolderOption();

    @Override
    public Integer call() {
        try (Progress progress = Progress.on(Terminal.of(spec))) {
            var _ = folder.cassandra().down(progress::line);
        } catch (LocalCassandraException failed) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(failed.getMessage()), failed);
        }
        output.printAll(MemberKind.NODES, folder.cassandra().status());
        return ExitCode.OK.number();
    }
}
