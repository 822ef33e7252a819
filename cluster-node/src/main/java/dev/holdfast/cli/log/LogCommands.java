package dev.holdfast.cli.log;

import dev.holdfast.cli.CommandSource;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code holdfast log}. */
public final class LogCommands implements CommandSource {
    @Override
    public List<Object> commands() {
        return List.of(new Group());
    }

    @Command(
            name = "log",
            description = "Prepare the store of a region's log.",
            subcommands = {LogInit.class})
    private static final class Group {}
}
