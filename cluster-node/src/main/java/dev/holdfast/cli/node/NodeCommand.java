package dev.holdfast.cli.node;

import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.CommandSource;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.node.NodeMain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast node --config FILE}: {@link NodeMain} with checks that a person wants. */
@Command(
        name = "node",
        description = {
            "Run one node of a region, until it is told to stop (SIGTERM or Ctrl-C).",
            "Prints one line that starts with \"ready\" when it serves. Ends with 0 when it was told to stop, with 1 when it"
                    + " could not start, and with 5 when it has ended by itself and is to be started again. The settings are"
                    + " in docs/generated/settings.md; those of a region of several nodes in docs/regions.md."
        },
        footer = {"  holdfast node --config west-1.conf", "  holdfast node --config west-1.conf --log-file west-1.log"})
public final class NodeCommand implements Callable<Integer> {
    @Option(names = "--config", paramLabel = "FILE", required = true, description = "Its settings (HOCON).")
    private Path config = Path.of("");

    @Option(
            names = "--log-file",
            paramLabel = "FILE",
            description = "Where it logs. Default: nowhere but for what a person might act on, which is on stderr")
    private Optional<Path> logFile = Optional.empty();

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
        logFile.ifPresent(file ->
                System.setProperty("holdfast.log.file", file.toAbsolutePath().toString()));
        return NodeMain.run(new String[] {config.toString()}, UnaryOperator.identity());
    }
}
