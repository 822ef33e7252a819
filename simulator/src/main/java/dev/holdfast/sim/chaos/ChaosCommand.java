package dev.holdfast.sim.chaos;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
import dev.holdfast.sim.scenario.RegionLoss;
import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
            "Run regions of real node processes over a real Cassandra, break them under load, and judge.",
            "--scenario blows: a region of three nodes, and blow after blow."
                    + " Clients ask for changes and send again, under the same request id, what nobody answered; 20 simulated hosts are"
                    + " in this process. Rounds of SIGKILL of a random node, of SIGSTOP for 5 to 60 s and SIGCONT, of a stop of"
                    + " Cassandra for 30 s or of a SIGKILL of one of its three nodes, and at the end restarts of all nodes one by one. Each round tells how long calls about some shard had no answer."
                    + " Then every answer of every client and what the hosts ran is held against the log. Needs a JDK 17 for"
                    + " Cassandra and about 4 GB of memory, 6 with three of its nodes; a round takes about a minute.",
            "--scenario region-loss: two regions that share nothing, each with nodes, hosts and a Cassandra of its own. Every"
                    + " process of one is killed and, after a while, started again; it tells what became of the calls about"
                    + " each, through each. About 3 GB of memory.",
            "Exits with 1 if anything is wrong."
        },
        footer = {
            "  holdfast chaos --kills 2 --pauses 1 --instances 200",
            "  holdfast chaos --kills 10 --pauses 10 --quiet-seconds 600 --seed 7 -o json",
            "  holdfast chaos --kills 0 --pauses 0 --store-nodes 3 --store-kills 1 --instances 200",
            "  holdfast chaos --scenario region-loss"
        })
public final class ChaosCommand implements Callable<Integer> {
    private static final int STORE_COPIES = 3;
    private static final String BLOWS = "blows";
    private static final String REGION_LOSS = "region-loss";
    private static final List<String> OF_BLOWS = List.of(
            "--kills",
            "--pauses",
            "--outages",
            "--store-kills",
            "--store-nodes",
            "--quiet-seconds",
            "--rolling-restarts",
            "--instances",
            "--seed");
    private static final List<String> OF_REGION_LOSS = List.of("--nodes", "--phase-seconds");

    /** For shells. */
    static final class Scenarios extends ArrayList<String> {
        @Serial
        private static final long serialVersionUID = 1;

        Scenarios() {
            super(List.of(BLOWS, REGION_LOSS));
        }
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(
            names = "--scenario",
            paramLabel = "blows|region-loss",
            completionCandidates = Scenarios.class,
            description = "What is done, and to what. Default: blows")
    private String scenario = BLOWS;

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

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Requests a second, of region-loss about each region, 1 to 1000. Default: 25, or 10")
    private Optional<Integer> rate = Optional.empty();

    @Option(
            names = "--nodes",
            paramLabel = "N",
            description = "Of region-loss: how many nodes each region has, 1 to 5. Default: 2")
    private int nodes = 2;

    @Option(
            names = "--phase-seconds",
            paramLabel = "N",
            description =
                    "Of region-loss: how long before, without the region, and after it is back, 5 to 3600. Default: 30")
    private int phaseSeconds = 30;

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
        check("--rate", rate.orElse(1), 1, 1_000);
        if (scenario.equals(BLOWS)) {
            refuse(OF_REGION_LOSS);
            return blows();
        }
        if (scenario.equals(REGION_LOSS)) {
            refuse(OF_BLOWS);
            return regionLoss();
        }
        throw usage("--scenario must be " + BLOWS + " or " + REGION_LOSS + ", not " + scenario);
    }

    private void refuse(List<String> others) {
        others.stream()
                .filter(spec.commandLine().getParseResult()::hasMatchedOption)
                .findFirst()
                .ifPresent(wrong -> {
                    throw usage(wrong + " means nothing with --scenario " + scenario);
                });
    }

    private int blows() throws IOException, InterruptedException {
        check("--kills", kills, 0, 1_000);
        check("--pauses", pauses, 0, 1_000);
        check("--outages", outages, 0, 100);
        check("--rolling-restarts", rollingRestarts, 0, 100);
        check("--instances", instances, 20, 100_000);
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
        RunFolder run = folder();
        ClusterCampaign.Plan plan = new ClusterCampaign.Plan(
                run.path().resolve("cluster"),
                Duration.ofSeconds(quietSeconds),
                storeNodes,
                kills,
                pauses,
                outages,
                storeKills,
                rollingRestarts,
                instances,
                rate.orElse(25),
                seed);
        ClusterCampaign.Result result =
                run(run, progress -> new ClusterCampaign(plan, progress::milestone, progress::line).run());
        print(
                ChaosReport.tree(plan, result),
                ChaosReport.table(plan, result),
                result.findings().stream()
                        .filter(finding -> !finding.holds())
                        .map(Finding::name)
                        .toList());
        return ended(run, result.holds());
    }

    private int regionLoss() throws IOException, InterruptedException {
        check("--nodes", nodes, 1, 5);
        check("--phase-seconds", phaseSeconds, 5, 3_600);
        RunFolder run = folder();
        RegionLoss.Plan plan = new RegionLoss.Plan(
                run.path().resolve("cluster"), nodes, rate.orElse(10), Duration.ofSeconds(phaseSeconds));
        RegionLoss.Result result =
                run(run, progress -> new RegionLoss(plan, progress::milestone, progress::line).run());
        print(RegionLossReport.tree(plan, result), RegionLossReport.table(plan, result), result.wrong());
        return ended(run, result.wrong().isEmpty());
    }

    private RunFolder folder() throws IOException {
        RunFolder run = RunFolder.of("campaign", data);
        System.setProperty("holdfast.log.file", run.path().resolve("chaos.log").toString());
        return run;
    }

    private void print(ObjectNode tree, List<String> table, List<String> names) {
        Terminal terminal = Terminal.of(spec);
        switch (output.format()) {
            case json -> terminal.print(tree.toString());
            case yaml -> terminal.print(Trees.yaml(tree).stripTrailing());
            case table, wide -> table.forEach(terminal::print);
            case name -> names.forEach(terminal::print);
        }
    }

    private int ended(RunFolder run, boolean holds) throws IOException {
        if (holds && !run.named()) {
            run.discard();
        } else {
            Terminal.of(spec).say("everything that was recorded is in " + run.path());
        }
        return holds ? ExitCode.OK.number() : ExitCode.FAILED.number();
    }

    /** A run of some scenario. */
    @FunctionalInterface
    private interface Run<R> {
        R under(Progress progress) throws IOException, InterruptedException;
    }

    private <R> R run(RunFolder folder, Run<R> scenario) throws IOException, InterruptedException {
        try (Progress progress = Progress.on(Terminal.of(spec))) {
            return scenario.under(progress);
        } catch (IllegalStateException failed) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "the scenario could not be run to its end: " + failed.getMessage() + "; see " + folder.path(),
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
