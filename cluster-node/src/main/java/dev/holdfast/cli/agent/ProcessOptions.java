package dev.holdfast.cli.agent;

import dev.holdfast.agent.process.ProcessAgent;
import dev.holdfast.agent.process.ProcessDriver;
import dev.holdfast.agent.process.ProcessHost;
import dev.holdfast.agent.process.ProcessSettings;
import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.Quantity;
import dev.holdfast.cli.Terminal;
import dev.holdfast.cli.Version;
import dev.holdfast.cli.agent.AgentCommand.Fencing;
import dev.holdfast.core.shared.Names;
import dev.holdfast.core.shared.Quantities;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Option;

/** {@code holdfast agent --driver process}. */
final class ProcessOptions {
    static final List<String> NAMES =
            List.of("--host", "--images", "--cgroup", "--cores", "--memory", "--disk", "--fault-domain");

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);
    private static final String NONE = "none";
    private static final String AUTO = "auto";

    @Option(names = "--host", paramLabel = "NAME", description = "This computer's name in the region; needed.")
    private String host = "";

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description = "What may be run, needed: an instance's image is the name of an executable in this folder.")
    private Path images = Path.of("");

    @Option(
            names = "--cgroup",
            paramLabel = "DIR",
            description =
                    "A folder of control groups (version 2) for this agent alone, for limits and for killing at one"
                            + " stroke; auto takes holdfast/NAME if it may; or none. Default: auto")
    private String cgroup = AUTO;

    @Option(names = "--cores", paramLabel = "N", description = "What instances may take. Default: what there is")
    private int cores = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            converter = Quantity.Mebibytes.class,
            description = "What instances may take, such as 4GiB; needed.")
    private long memoryMib;

    @Option(
            names = "--disk",
            paramLabel = "SIZE",
            converter = Quantity.Gibibytes.class,
            description = "What instances may take, such as 100GiB; it is counted and not limited. Default: 0")
    private long diskGib;

    @Option(
            names = "--fault-domain",
            paramLabel = "NAME",
            description = "The hosts that it fails together with. Default: fd-1")
    private String faultDomain = "fd-1";

    int run(List<String> nodes, String region, Path data, Fencing fencing, Terminal terminal)
            throws InterruptedException, ExecutionException {
        check();
        ProcessHost registered = new ProcessHost(
                nodes, region, host, new Quantities(cores, memoryMib, diskGib, 0), faultDomain, data, Version.number());
        ProcessAgent agent = start(registered, data, fencing, terminal);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> agent.close(STOP_PATIENCE), "holdfast-stop"));
        var _ = agent.connected().thenRun(() -> {
            terminal.print("ready host=" + host + " region=" + region + " fencing=" + fencing + " limits="
                    + (agent.driver().limits().isEmpty()
                            ? NONE
                            : String.join(",", agent.driver().limits())));
            terminal.flush();
        });
        String why = agent.refused().toCompletableFuture().get();
        throw new CommandFailure(ExitCode.FAILED, "this host will not be connected: " + why);
    }

    private ProcessAgent start(ProcessHost registered, Path data, Fencing fencing, Terminal terminal) {
        Path folder = data.resolve("process");
        Path executables = images.toAbsolutePath().normalize();
        boolean watched = fencing == Fencing.WATCHDOG;
        try {
            if (cgroup.equals(AUTO)) {
                Optional<Path> usual = ProcessDriver.usualControlGroup(host);
                if (usual.isPresent()) {
                    return ProcessAgent.start(registered, ProcessSettings.of(folder, executables, watched, usual));
                }
                terminal.say("no limits: there is no control group (version 2) that this user may write to");
                return ProcessAgent.start(
                        registered, ProcessSettings.of(folder, executables, watched, Optional.empty()));
            }
            Optional<Path> asked = cgroup.equals(NONE)
                    ? Optional.empty()
                    : Optional.of(Path.of(cgroup).toAbsolutePath().normalize());
            return ProcessAgent.start(registered, ProcessSettings.of(folder, executables, watched, asked));
        } catch (IOException failed) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(failed.getMessage()), failed);
        }
    }

    private void check() {
        requireName("--host", host);
        requireName("--fault-domain", faultDomain);
        if (images.toString().isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "--images is needed: the folder of what may be run");
        }
        if (cores < 1) {
            throw new CommandFailure(ExitCode.USAGE, "--cores must be at least 1, not " + cores);
        }
        if (memoryMib < 128) {
            throw new CommandFailure(ExitCode.USAGE, "--memory is needed, 128MiB at least: what instances may take");
        }
    }

    private static void requireName(String option, String name) {
        if (!Names.isName(name)) {
            throw new CommandFailure(ExitCode.USAGE, option + " must match " + Names.RULE + ", not '" + name + "'");
        }
    }
}
