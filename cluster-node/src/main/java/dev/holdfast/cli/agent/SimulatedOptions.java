package dev.holdfast.cli.agent;

import dev.holdfast.agent.simulated.AgentFleet;
import dev.holdfast.agent.simulated.FleetListener;
import dev.holdfast.agent.simulated.FleetSettings;
import dev.holdfast.agent.simulated.SimulatedHosts;
import dev.holdfast.agent.simulated.SimulatedSettings;
import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.Terminal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Option;

/** {@code holdfast agent --driver simulated}. */
final class SimulatedOptions {
    static final List<String> NAMES = List.of("--hosts", "--seed");

    private static final int HOSTS_AT_MOST = 5_000;
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

    @Option(names = "--hosts", paramLabel = "N", description = "How many, 1 to 5000. Default: 20")
    private int hosts = 20;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of how long the hosts take for what they are told. Default: 1")
    private long seed = 1;

    int run(List<String> nodes, String region, Path data, AgentCommand.Fencing fencing, Terminal terminal)
            throws InterruptedException {
        if (hosts < 1 || hosts > HOSTS_AT_MOST) {
            throw new CommandFailure(ExitCode.USAGE, "--hosts must be from 1 to " + HOSTS_AT_MOST + ", not " + hosts);
        }
        AgentFleet fleet = AgentFleet.start(
                FleetSettings.of(
                        nodes,
                        region,
                        data,
                        SimulatedHosts.like(hosts),
                        fencing == AgentCommand.Fencing.WATCHDOG
                                ? SimulatedSettings.of(seed)
                                : SimulatedSettings.of(seed).unwatched()),
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
}
