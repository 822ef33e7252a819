package dev.holdfast.cli.completion;

import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        description = {
            "Print a script with which a shell completes commands, options and the names of what is there.",
            "It asks the node that a command would ask, for at most a second."
        },
        footer = {
            "  holdfast completion bash    source <(./holdfast completion bash), also in ~/.bashrc",
            "  holdfast completion zsh     source <(./holdfast completion zsh), also in ~/.zshrc",
            "  holdfast completion fish    ./holdfast completion fish | source, also in config.fish"
        })
final class CompletionCommand implements Callable<Integer> {
    /** The shells that there is a script for; a script's file has this name too. */
    enum Shell {
        bash,
        zsh,
        fish
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", arity = "1", description = "${COMPLETION-CANDIDATES}.")
    private Shell shell = Shell.bash;

    @Override
    public Integer call() {
        script().lines().forEach(Terminal.of(spec)::print);
        return ExitCode.OK.number();
    }

    private String script() {
        String name = "holdfast." + shell.name();
        try (InputStream script = Objects.requireNonNull(CompletionCommand.class.getResourceAsStream(name), name)) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
