package dev.holdfast.cli.agent;

import dev.holdfast.cli.CommandSource;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code holdfast agent}. */
public final class AgentCommands implements CommandSource {
    @Override
    public List<Object> commands() {
        return List.of(new Group());
    }

    @Command(
            name = "agent",
            description = "Run agents of hosts, which carry out what the nodes decide.",
            subcommands = {AgentSimulated.class})
    private static final class Group {}
}
