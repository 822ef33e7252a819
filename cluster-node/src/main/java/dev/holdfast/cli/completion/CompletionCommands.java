package dev.holdfast.cli.completion;

import dev.holdfast.cli.CommandSource;
import java.util.List;

/** {@code holdfast completion}, and what its scripts call. */
public final class CompletionCommands implements CommandSource {
    @Override
    public List<Object> commands() {
        return List.of(new CompletionCommand(), new CompleteCommand());
    }
}
