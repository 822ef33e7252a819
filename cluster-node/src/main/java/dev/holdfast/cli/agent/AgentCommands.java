package dev.holdfast.cli.agent;

import dev.holdfast.cli.CommandSource;
import java.util.List;

/** {@code holdfast agent}. */
public final class AgentCommands implements CommandSource {
    @Override
    public List<Object> commands() {
        return List.of(new AgentCommand());
    }
}
