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
            description = "Work on the store of a region's log: prepare, look into, check, back up, restore.",
            subcommands = {LogInit.class, LogInspect.class, LogVerify.class, LogBackup.class, LogRestore.class})
    private static final class Group {}
}
