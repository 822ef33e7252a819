package dev.holdfast.cli.node;

import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.CommandSource;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.LogOptions;
import dev.holdfast.cli.Terminal;
import dev.holdfast.node.NodeMain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast node --config FILE}: {@link NodeMain} with checks that a person wants. */
@Command(
        name = "node",
        description = {
            "Run one node of a region, until it is told to stop (SIGTERM or Ctrl-C).",
            "Prints one line that starts with \"ready\" when it serves. Ends with 0 when it was told to stop, with 1 when it"
                    + " could not start, and with 5 when it has ended by itself and is to be started again. The settings are"
                    + " in docs/generated/settings.md; those of a region of several nodes in docs/regions.md."
        },
        footer = {
            "  holdfast node --config west-1.conf",
            "  holdfast node --config west-1.conf --log-file west-1.log",
            "  holdfast node --config west-1.conf --log-file - --log-format json"
        })
public final class NodeCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", required = true, description = "Its settings (HOCON).")
    private Path config = Path.of("");

    @Mixin
    private final LogOptions log = new LogOptions();

    /** {@code holdfast node}. */
    public static final class Source implements CommandSource {
        @Override
        public List<Object> commands() {
            return List.of(new NodeCommand());
        }
    }

    @Override
    public Integer call() {
        if (!Files.isRegularFile(config) || !Files.isReadable(config)) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--config " + config + " is no file that can be read: give one with settings");
        }
        log.apply(Terminal.of(spec));
        return NodeMain.run(new String[] {config.toString()}, UnaryOperator.identity());
    }
}
