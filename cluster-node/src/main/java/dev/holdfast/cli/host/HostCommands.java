package dev.holdfast.cli.host;

import dev.holdfast.cli.CommandSource;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code holdfast host}. */
public final class HostCommands implements CommandSource {
    @Override
    public List<Object> commands() {
        return List.of(new Group());
    }

    @Command(
            name = "host",
            description = "Look at hosts, register them, and take them out of use.",
            subcommands = {
                HostList.class,
                HostGet.class,
                HostWatch.class,
                HostRegister.class,
                HostCordon.class,
                HostUncordon.class,
                HostConfirmFenced.class,
            })
    private static final class Group {}
}
