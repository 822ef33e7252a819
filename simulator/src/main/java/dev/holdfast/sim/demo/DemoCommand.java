package dev.holdfast.sim.demo;

import dev.holdfast.agent.simulated.SimulatedHosts;
import dev.holdfast.agent.simulated.SimulatedSettings;
import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.CommandSource;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.cli.Progress;
import dev.holdfast.cli.RunFolder;
import dev.holdfast.cli.Terminal;
import dev.holdfast.cli.Trees;
import dev.holdfast.sim.cluster.LocalRegion;
import dev.holdfast.sim.cluster.NodeProcess;
import dev.holdfast.sim.scenario.DemoScenario;
import dev.holdfast.sim.workload.Arrival;
import dev.holdfast.sim.workload.ArrivalModel;
import dev.holdfast.sim.workload.ArrivalTrace;
import dev.holdfast.sim.workload.Step;
import dev.holdfast.sim.workload.TraceException;
import dev.holdfast.sim.workload.TraceWindow;
import dev.holdfast.sim.workload.Workload;
import dev.holdfast.sim.workload.WorkloadMix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows in under a minute what Holdfast is for. */
@Command(
        name = "demo",
        description = {
            "Let virtual machines arrive, kill the control plane in the middle of it, and judge what is left.",
            "A node runs as a process of its own, a few hundred simulated hosts in this one. Arrivals come from a model of"
                    + " Azure's in 2017, or from a trace. The node is killed with SIGKILL in a burst, starts again, and the"
                    + " clients' and the hosts' own records are held against the log. Exits with 1 if anything is wrong."
        },
        footer = {
            "  holdfast demo",
            "  holdfast demo --trace azure2017_dev_vms.csv.gz --speedup 300",
            "  holdfast demo -o json"
        })
public final class DemoCommand implements Callable<Integer> {
    private static final int HOSTS_AT_MOST = 2_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "Arrivals as they were recorded, plain or gzip, with the columns of the Azure 2017 trace.")
    private Optional<Path> trace = Optional.empty();

    @Option(
            names = "--speedup",
            paramLabel = "N",
            description = "Arrivals and lifetimes are so many times as fast; hosts and deadlines are not. Default: 200")
    private double speedup = 200;

    @Option(
            names = "--span",
            paramLabel = "MINUTES",
            description = "How much of the arrivals' own time is driven. Default: 60")
    private int span = 60;

    @Option(names = "--hosts", paramLabel = "N", description = "How many simulated hosts. Default: 300")
    private int hosts = 300;

    @Option(names = "--seed", paramLabel = "N", description = "Of arrivals, mix and hosts' times. Default: 1")
    private long seed = 1;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "An empty folder for everything, kept afterwards. Default: a fresh one, removed if all is well.")
    private Optional<Path> data = Optional.empty();

    /** {@code holdfast demo}. */
    public static final class Source implements CommandSource {
        @Override
        public List<Object> commands() {
            return List.of(new DemoCommand());
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        Terminal terminal = Terminal.of(spec);
        RunFolder run = RunFolder.of("demo", data);
        Path folder = run.path();
        System.setProperty("holdfast.log.file", folder.resolve("demo.log").toString());
        DemoReport.Setting setting = new DemoReport.Setting(
                trace.map(file -> "arrivals in " + file.getFileName()).orElse("modelled Azure 2017 arrivals"),
                Duration.ofMinutes(span),
                speedup,
                seed,
                hosts);
        DemoScenario.Result result = run(terminal, folder);
        switch (output.format()) {
            case json -> terminal.print(DemoReport.tree(setting, result).toString());
            case yaml ->
                terminal.print(Trees.yaml(DemoReport.tree(setting, result)).stripTrailing());
            case table, wide -> DemoReport.table(setting, result).forEach(terminal::print);
            case name ->
                result.findings().forEach(finding -> {
                    if (!finding.holds()) {
                        terminal.print(finding.name());
                    }
                });
        }
        if (result.holds() && !run.named()) {
            run.discard();
        } else {
            terminal.say("everything that was recorded is in " + folder);
        }
        return result.holds() ? ExitCode.OK.number() : ExitCode.FAILED.number();
    }

    private DemoScenario.Result run(Terminal terminal, Path folder) throws IOException, InterruptedException {
        Duration length = Duration.ofMillis((long) (Duration.ofMinutes(span).toMillis() / speedup));
        DemoScenario.Plan plan = new DemoScenario.Plan(
                new LocalRegion.Plan(
                        NodeProcess.Launch.of(folder, 0),
                        SimulatedHosts.like(hosts),
                        SimulatedSettings.of(seed),
                        terminal::say),
                length,
                length.dividedBy(2),
                "demo-" + seed);
        WorkloadMix mix = new WorkloadMix(0.2, 0.7, Duration.ofMillis(Math.max(1, (long)
                (Duration.ofMinutes(30).toMillis() / speedup))));
        try (Stream<Arrival> arrivals = arrivals();
                Stream<Step> steps = Workload.steps(arrivals.map(each -> each.speededUp(speedup)), mix, seed);
                Progress progress = Progress.on(terminal)) {
            return new DemoScenario(plan, progress::milestone, progress::line).run(steps.iterator());
        } catch (TraceException broken) {
            throw new CommandFailure(ExitCode.USAGE, "--trace: " + broken.getMessage(), broken);
        } catch (IllegalStateException failed) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "the demo could not be run to its end: " + failed.getMessage() + "; see " + folder,
                    failed);
        }
    }

    private Stream<Arrival> arrivals() {
        Duration window = Duration.ofMinutes(span);
        return trace.map(file ->
                        new ArrivalTrace(file, new TraceWindow(Duration.ZERO, Optional.of(window)), seed).arrivals())
                .orElseGet(() -> ArrivalModel.azure2017(seed).arrivals(window));
    }

    private void check() {
        if (!(speedup >= 1 && speedup <= 100_000)) {
            throw usage("--speedup must be from 1 to 100000, not " + speedup);
        }
        if (span < 1 || span > 7 * 24 * 60) {
            throw usage("--span must be from 1 to 10080 minutes, not " + span);
        }
        if (hosts < 1 || hosts > HOSTS_AT_MOST) {
            throw usage("--hosts must be from 1 to " + HOSTS_AT_MOST + ", not " + hosts);
        }
        trace.filter(file -> !Files.isReadable(file)).ifPresent(file -> {
            throw usage("--trace " + file + " cannot be read");
        });
    }

    private static CommandFailure usage(String line) {
        return new CommandFailure(ExitCode.USAGE, line);
    }
}
