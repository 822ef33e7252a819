package dev.holdfast.cli.agent;

import dev.holdfast.agent.simulated.AgentFleet;
import dev.holdfast.agent.simulated.FleetListener;
import dev.holdfast.agent.simulated.FleetSettings;
import dev.holdfast.agent.simulated.SimulatedHosts;
import dev.holdfast.agent.simulated.SimulatedSettings;
import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.Terminal;
import dev.holdfast.core.shared.Names;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "simulated",
        description = {
            "Play a region's hosts in this process, until it is told to stop (SIGTERM or Ctrl-C).",
            "Registers the hosts and keeps a session for each; an agent whose node is gone goes to the next that is named."
                    + " Prints one line that starts with \"ready\" when all have been connected. What the hosts run is kept in"
                    + " the data folder, and goes on in the next process there, however this one ended."
        },
        footer = {
            "  holdfast agent simulated --connect 127.0.0.1:7400,127.0.0.1:7410,127.0.0.1:7420 --hosts 20 --data /tmp/hosts"
        })
final class AgentSimulated implements Callable<Integer> {
    private static final int HOSTS_AT_MOST = 5_000;
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);
    private static final Pattern ADDRESS = Pattern.compile("[^\\s:]+:[1-9][0-9]{0,4}");

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Option(
            names = "--connect",
            paramLabel = "HOST:PORT",
            split = ",",
            required = true,
            description = "Nodes of the region, with commas between.")
    private List<String> nodes = List.of();

    @Option(names = "--region", paramLabel = "REGION", description = "Where the hosts are. Default: local")
    private String region = "local";

    @Option(names = "--hosts", paramLabel = "N", description = "How many, 1 to 5000. Default: 20")
    private int hosts = 20;

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "Where each host keeps what it runs.")
    private Path data = Path.of("");

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of how long the hosts take for what they are told. Default: 1")
    private long seed = 1;

    @Override
    public Integer call() throws InterruptedException {
        check();
        Terminal terminal = Terminal.of(spec);
        AgentFleet fleet = AgentFleet.start(
                FleetSettings.of(
                        nodes,
                        region,
                        data.toAbsolutePath().normalize(),
                        SimulatedHosts.like(hosts),
                        SimulatedSettings.of(seed)),
                new FleetListener() {
                    @Override
                    public void connected(int connected, int hosts) {}

                    @Override
                    public void refused(String host, String why) {
                        terminal.say(host + " will not be connected: " + why);
                    }
                });
        Runtime.getRuntime().addShutdownHook(new Thread(() -> fleet.close(STOP_PATIENCE), "holdfast-stop"));
        var _ = fleet.allConnected().thenRun(() -> {
            terminal.print("ready hosts=" + hosts + " region=" + region);
            terminal.flush();
        });
        new CountDownLatch(1).await();
        return ExitCode.OK.number();
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
        if (hosts < 1 || hosts > HOSTS_AT_MOST) {
            throw new CommandFailure(ExitCode.USAGE, "--hosts must be from 1 to " + HOSTS_AT_MOST + ", not " + hosts);
        }
    }
}
