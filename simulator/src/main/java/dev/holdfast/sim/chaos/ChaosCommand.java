package dev.holdfast.sim.chaos;

import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.CommandSource;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.cli.Progress;
import dev.holdfast.cli.RunFolder;
import dev.holdfast.cli.Terminal;
import dev.holdfast.cli.Trees;
import dev.holdfast.sim.invariant.Finding;
import dev.holdfast.sim.scenario.ClusterCampaign;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Breaks a region of real processes again and again, and judges what is left. */
@Command(
        name = "chaos",
        description = {
            "Run a region of three node processes over a real Cassandra, kill and pause them under load, and judge.",
            "Clients ask for changes and send again, under the same request id, what nobody answered; 20 simulated hosts are"
                    + " in this process. Rounds of SIGKILL of a random node, of SIGSTOP for 5 to 60 s and SIGCONT, of a stop of"
                    + " Cassandra for 30 s or of a SIGKILL of one of its three nodes, and at the end restarts of all nodes one by one. Each round tells how long calls about some shard had no answer."
                    + " Then every answer of every client and what the hosts ran is held against the log. Needs a JDK 17 for"
                    + " Cassandra and about 4 GB of memory, 6 with three of its nodes; a round takes about a minute. Exits with 1 if anything is wrong."
        },
        footer = {
            "  holdfast chaos --kills 2 --pauses 1 --instances 200",
            "  holdfast chaos --kills 10 --pauses 10 --quiet-seconds 600 --seed 7 -o json",
            "  holdfast chaos --kills 0 --pauses 0 --store-nodes 3 --store-kills 1 --instances 200"
        })
public final class ChaosCommand implements Callable<Integer> {
    private static final int STORE_COPIES = 3;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(names = "--kills", paramLabel = "N", description = "Rounds of SIGKILL, 0 to 1000. Default: 2")
    private int kills = 2;

    @Option(names = "--pauses", paramLabel = "N", description = "Rounds of SIGSTOP and SIGCONT, 0 to 1000. Default: 2")
    private int pauses = 2;

    @Option(
            names = "--outages",
            paramLabel = "N",
            description = "Rounds in which Cassandra stops and is started again 30 s later, 0 to 100. Default: 0")
    private int outages = 0;

    @Option(
            names = "--store-kills",
            paramLabel = "N",
            description =
                    "Rounds in which one node of Cassandra is killed and started again 30 s later, 0 to 100; needs"
                            + " --store-nodes 3. Default: 0")
    private int storeKills;

    @Option(
            names = "--store-nodes",
            paramLabel = "N",
            description = "How many nodes Cassandra has, each with a copy of everything: 1 or 3. Default: 1")
    private int storeNodes = 1;

    @Option(
            names = "--quiet-seconds",
            paramLabel = "N",
            description =
                    "How long nothing is done at first, 0 to 3600; no node may be taken for dead in that time. Default: 0")
    private int quietSeconds;

    @Option(
            names = "--rolling-restarts",
            paramLabel = "N",
            description = "How often, at the end, all nodes are restarted one by one, 0 to 100. Default: 1")
    private int rollingRestarts = 1;

    @Option(
            names = "--instances",
            paramLabel = "N",
            description = "Names that clients use again and again, 20 to 100000. Default: 2000")
    private int instances = 2_000;

    @Option(names = "--rate", paramLabel = "N", description = "Requests a second, 1 to 1000. Default: 25")
    private int rate = 25;

    @Option(names = "--seed", paramLabel = "N", description = "Of who is hit, when, and of the requests. Default: 1")
    private long seed = 1;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "An empty folder for everything, kept afterwards. Default: a fresh one, removed if all is well.")
    private Optional<Path> data = Optional.empty();

    /** {@code holdfast chaos}. */
    public static final class Source implements CommandSource {
        @Override
        public List<Object> commands() {
            return List.of(new ChaosCommand());
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        check("--kills", kills, 0, 1_000);
        check("--pauses", pauses, 0, 1_000);
        check("--outages", outages, 0, 100);
        check("--rolling-restarts", rollingRestarts, 0, 100);
        check("--instances", instances, 20, 100_000);
        check("--rate", rate, 1, 1_000);
        check("--store-kills", storeKills, 0, 100);
        check("--quiet-seconds", quietSeconds, 0, 3_600);
        if (storeNodes != 1 && storeNodes != STORE_COPIES) {
            throw usage("--store-nodes must be 1 or " + STORE_COPIES + ", not " + storeNodes);
        }
        if (storeKills > 0 && storeNodes == 1) {
            throw usage("--store-kills needs --store-nodes " + STORE_COPIES
                    + ": of one node nothing is left, which is what --outages does");
        }
        if (kills + pauses + outages + storeKills + rollingRestarts == 0) {
            throw usage("--kills, --pauses, --outages, --store-kills and --rolling-restarts are all 0: nothing would be"
                    + " broken");
        }
        Terminal terminal = Terminal.of(spec);
        RunFolder run = RunFolder.of("campaign", data);
        Path folder = run.path();
        System.setProperty("holdfast.log.file", folder.resolve("chaos.log").toString());
        ClusterCampaign.Plan plan = new ClusterCampaign.Plan(
                folder.resolve("cluster"),
                Duration.ofSeconds(quietSeconds),
                storeNodes,
                kills,
                pauses,
                outages,
                storeKills,
                rollingRestarts,
                instances,
                rate,
                seed);
        ClusterCampaign.Result result = run(plan, terminal, folder);
        switch (output.format()) {
            case json -> terminal.print(ChaosReport.tree(plan, result).toString());
            case yaml ->
                terminal.print(Trees.yaml(ChaosReport.tree(plan, result)).stripTrailing());
            case table, wide -> ChaosReport.table(plan, result).forEach(terminal::print);
            case name ->
                result.findings().stream()
                        .filter(finding -> !finding.holds())
                        .map(Finding::name)
                        .forEach(terminal::print);
        }
        if (result.holds() && !run.named()) {
            run.discard();
        } else {
            terminal.say("everything that was recorded is in " + folder);
        }
        return result.holds() ? ExitCode.OK.number() : ExitCode.FAILED.number();
    }

    private static ClusterCampaign.Result run(ClusterCampaign.Plan plan, Terminal terminal, Path folder)
            throws IOException, InterruptedException {
        try (Progress progress = Progress.on(terminal)) {
            return new ClusterCampaign(plan, progress::milestone, progress::line).run();
        } catch (IllegalStateException failed) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "the campaign could not be run to its end: " + failed.getMessage() + "; see " + folder,
                    failed);
        }
    }

    private static void check(String option, int value, int from, int to) {
        if (value < from || value > to) {
            throw usage(option + " must be from " + from + " to " + to + ", not " + value);
        }
    }

    private static CommandFailure usage(String line) {
        return new CommandFailure(ExitCode.USAGE, line);
    }
}
