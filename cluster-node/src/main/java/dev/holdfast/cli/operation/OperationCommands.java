package dev.holdfast.cli.operation;

import dev.holdfast.cli.CommandSource;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code holdfast operation}. */
public final class OperationCommands implements CommandSource {
    @Override
    public List<Object> commands() {
        return List.of(new Group());
    }

    @Command(
            name = "operation",
            description = "Look at operations: what was asked for and takes a while.",
            subcommands = {OperationGet.class, OperationList.class, OperationWaitCommand.class})
    private static final class Group {}
}
