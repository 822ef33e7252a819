package dev.holdfast.cli.dev;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.agent.simulated.AgentFleet;
import dev.holdfast.agent.simulated.FleetListener;
import dev.holdfast.agent.simulated.FleetSettings;
import dev.holdfast.agent.simulated.SimulatedHosts;
import dev.holdfast.agent.simulated.SimulatedSettings;
import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.CommandSource;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.Terminal;
import dev.holdfast.node.Node;
import dev.holdfast.node.NodeSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A node and simulated hosts in one process. It is real: kill it, start it again, everything is there. */
@Command(
        name = "dev",
        description = {
            "Run a node and simulated hosts on this machine, until Ctrl-C.",
            "Prints one line that starts with \"ready\" when it serves. What it keeps is in the data folder; start it again"
                    + " on the same folder, however it ended, and everything is there."
        },
        footer = {"  holdfast dev", "  holdfast dev --data /tmp/try --hosts 100 --grpc-port 7500 --http-port 7501"})
public final class DevCommand implements Callable<Integer> {
    private static final int HOSTS_AT_MOST = 5_000;
    private static final Duration HOSTS_PATIENCE = Duration.ofSeconds(60);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Option(names = "--data", paramLabel = "DIR", description = "Where everything is kept. Default: .holdfast")
    private Path data = Path.of(".holdfast");

    @Option(names = "--hosts", paramLabel = "N", description = "How many simulated hosts, 0 to 5000. Default: 8")
    private int hosts = 8;

    @Option(names = "--grpc-port", paramLabel = "P", description = "0 for any free one. Default: 7400")
    private int grpcPort = 7400;

    @Option(names = "--http-port", paramLabel = "P", description = "Of /health; 0 for any free one. Default: 7401")
    private int httpPort = 7401;

    /** {@code holdfast dev}. */
    public static final class Source implements CommandSource {
        @Override
        public List<Object> commands() {
            return List.of(new DevCommand());
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        Terminal terminal = Terminal.of(spec);
        if (hosts < 0 || hosts > HOSTS_AT_MOST) {
            throw new CommandFailure(ExitCode.USAGE, "--hosts must be from 0 to " + HOSTS_AT_MOST + ", not " + hosts);
        }
        requirePort("--grpc-port", grpcPort);
        requirePort("--http-port", httpPort);
        logInto(data);
        NodeSettings settings = settings();
        requireFree("--grpc-port", settings.edge().grpcHost(), grpcPort);
        requireFree("--http-port", settings.edge().httpHost(), httpPort);
        Node node = start(settings);
        AgentFleet fleet = AgentFleet.start(
                FleetSettings.of(
                        node.grpcAddress(settings),
                        settings.region(),
                        data.resolve("hosts"),
                        SimulatedHosts.like(hosts),
                        SimulatedSettings.of(1)),
                FleetListener.NONE);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            fleet.close(STOP_PATIENCE);
                            node.close();
                        },
                        "holdfast-stop"));
        awaitHosts(fleet);
        terminal.print("ready grpc=" + node.grpcAddress(settings) + " http="
                + settings.edge().httpHost() + ":" + node.httpPort() + " hosts=" + hosts + " data="
                + data.toAbsolutePath().normalize());
        terminal.flush();
        try {
            node.ended().toCompletableFuture().get();
        } catch (ExecutionException failed) {
            throw new CommandFailure(ExitCode.FAILED, "the node ended: " + failed.getMessage(), failed);
        }
        throw new CommandFailure(
                ExitCode.FAILED, "the node has ended by itself; " + data.resolve("dev.log") + " says why");
    }

    private static void requirePort(String option, int port) {
        if (port < 0 || port > 65_535) {
            throw new CommandFailure(ExitCode.USAGE, option + " must be from 0 to 65535, not " + port);
        }
    }

    /** Looked at before anything is opened, so that who starts a second one is told at once. */
    private static void requireFree(String option, String host, int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(host, port));
        } catch (IOException taken) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "cannot listen on " + host + ":" + port + " (" + taken.getMessage()
                            + "): another one runs there; use that one, or choose another port with " + option,
                    taken);
        }
    }

    private static void logInto(Path data) {
        try {
            Files.createDirectories(data);
        } catch (IOException failed) {
            throw new CommandFailure(
                    ExitCode.FAILED, "--data " + data + " cannot be written: " + failed.getMessage(), failed);
        }
        if (System.getProperty("holdfast.log.file") == null) {
            System.setProperty(
                    "holdfast.log.file",
                    data.resolve("dev.log").toAbsolutePath().toString());
        }
    }

    private NodeSettings settings() {
        Config over = ConfigFactory.parseMap(
                        java.util.Map.of("holdfast.edge.grpc.port", grpcPort, "holdfast.edge.http.port", httpPort))
                .withFallback(NodeSettings.in(data));
        try {
            return NodeSettings.from(over);
        } catch (ConfigException broken) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(broken.getMessage()), broken);
        }
    }

    private Node start(NodeSettings settings) {
        try {
            return Node.start(settings);
        } catch (IOException taken) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "cannot listen on port " + grpcPort + " or " + httpPort + " (" + taken.getMessage()
                            + "): is another one running? choose others with --grpc-port and --http-port",
                    taken);
        } catch (TimeoutException | RuntimeException failed) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "the node cannot start on " + data + ": " + OneCause.of(failed)
                            + "; is another one running on this folder? the log is "
                            + data.resolve("dev.log"),
                    failed);
        }
    }

    private static void awaitHosts(AgentFleet fleet) throws InterruptedException {
        try {
            fleet.allConnected().toCompletableFuture().get(HOSTS_PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException late) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "only " + fleet.connected() + " hosts have connected within " + HOSTS_PATIENCE.toSeconds() + " s",
                    late);
        }
    }
}
