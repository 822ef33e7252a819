package dev.holdfast.cli.agent;

import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.Terminal;
import dev.holdfast.core.shared.Names;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "agent",
        description = {
            "Run the agent of a host, which carries out what the nodes decide, until it is told to stop (SIGTERM or Ctrl-C).",
            "Driver process: this computer is one host, and each instance is a process on it. Driver simulated: plays many"
                    + " hosts. Registers what it runs and keeps a session for each host; an agent whose node is gone goes to"
                    + " the next that is named. Prints one line that starts with \"ready\" when all have been connected. What"
                    + " the hosts run is kept in the data folder, and goes on in the next process there, however this one"
                    + " ended."
        },
        footer = {
            "  holdfast agent --driver process --connect 127.0.0.1:7400 --host box-1 --images /srv/images --data /var/lib/holdfast",
            "  holdfast agent --driver simulated --connect 127.0.0.1:7400,127.0.0.1:7410 --hosts 20 --data /tmp/hosts"
        })
final class AgentCommand implements Callable<Integer> {
    private static final Pattern ADDRESS = Pattern.compile("[^\\s:]+:[1-9][0-9]{0,4}");

    /** What instances are on the hosts. */
    enum Kind {
        PROCESS,
        SIMULATED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** By what means what is under a host's lease ends with it. */
    enum Fencing {
        WATCHDOG,
        NONE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Option(
            names = "--driver",
            paramLabel = "DRIVER",
            required = true,
            description = "What instances are on the hosts: ${COMPLETION-CANDIDATES}.")
    private Kind driver = Kind.SIMULATED;

    @Option(
            names = "--connect",
            paramLabel = "HOST:PORT",
            split = ",",
            required = true,
            description = "Nodes of the region, with commas between.")
    private List<String> nodes = List.of();

    @Option(
            names = "--fencing",
            paramLabel = "MEANS",
            description =
                    "watchdog: when the cluster has granted this host no lease for a minute, whatever the reason, a"
                            + " watchdog outside this process kills the instances that are to stop on silence; none: nothing does,"
                            + " and they are not started elsewhere before a person says so. Default: watchdog")
    private Fencing fencing = Fencing.WATCHDOG;

    @Option(names = "--region", paramLabel = "REGION", description = "Where the hosts are. Default: local")
    private String region = "local";

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "Where each host keeps what it runs.")
    private Path data = Path.of("");

    @ArgGroup(validate = false, heading = "%nWith --driver process:%n")
    private ProcessOptions ofProcess = new ProcessOptions();

    @ArgGroup(validate = false, heading = "%nWith --driver simulated:%n")
    private SimulatedOptions ofSimulated = new SimulatedOptions();

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        check();
        Terminal terminal = Terminal.of(spec);
        Path folder = data.toAbsolutePath().normalize();
        return switch (driver) {
            case PROCESS -> ofProcess.run(nodes, region, folder, fencing, terminal);
            case SIMULATED -> ofSimulated.run(nodes, region, folder, fencing, terminal);
        };
    }

    private void check() {
        nodes.stream()
                .filter(node -> !ADDRESS.matcher(node).matches())
                .findFirst()
                .ifPresent(wrong -> {
                    throw new CommandFailure(ExitCode.USAGE, "--connect must be HOST:PORT, not " + wrong);
                });
        if (!Names.isName(region)) {
            throw new CommandFailure(ExitCode.USAGE, "--region must match " + Names.RULE + ", not " + region);
        }
        List<String> others = switch (driver) {
            case PROCESS -> SimulatedOptions.NAMES;
            case SIMULATED -> ProcessOptions.NAMES;
        };
        others.stream()
                .filter(spec.commandLine().getParseResult()::hasMatchedOption)
                .findFirst()
                .ifPresent(wrong -> {
                    throw new CommandFailure(ExitCode.USAGE, wrong + " means nothing with --driver " + driver);
                });
    }
}
