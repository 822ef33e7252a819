package dev.holdfast.sim.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.CommandSource;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.cli.Progress;
import dev.holdfast.cli.Terminal;
import dev.holdfast.cli.Trees;
import dev.holdfast.sim.fault.Scenarios;
import dev.holdfast.sim.fault.Script;
import dev.holdfast.sim.fault.ScriptFile;
import dev.holdfast.sim.fault.Swarm;
import dev.holdfast.sim.history.HistoryExport;
import dev.holdfast.sim.mutant.Hunt;
import dev.holdfast.sim.mutant.Mutant;
import dev.holdfast.sim.mutant.Mutants;
import dev.holdfast.sim.packing.TraceReplay;
import dev.holdfast.sim.packing.TraceReplayReport;
import dev.holdfast.sim.workload.Arrival;
import dev.holdfast.sim.workload.ArrivalTrace;
import dev.holdfast.sim.workload.TraceException;
import dev.holdfast.sim.workload.TraceWindow;
import dev.holdfast.sim.world.Seams;
import dev.holdfast.sim.world.SimRun;
import dev.holdfast.sim.world.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks for our own mistakes in the deterministic world. */
@Command(
        name = "sim",
        description = {
            "Run Holdfast's own core in a world where everything goes wrong, and judge every step.",
            "One thread, virtual time, one seed: the seed draws a region, its load and its faults, and the same seed gives"
                    + " the same run to the last event. First anything may break and nothing may be wrong; then all is"
                    + " healed and everything must become as it was desired. Exits with 1 if a judge found anything, or if more"
                    + " than a tenth of the seeds prove nothing."
        },
        footer = {
            "  holdfast sim",
            "  holdfast sim --seeds 5000 -o json",
            "  holdfast sim --seed 42 --history calls.jsonl",
            "  holdfast sim --seed 1 --hosts 100 --instances 1000 --hours 2"
        })
public final class SimCommand implements Callable<Integer> {
    private static final int SHRINK_BUDGET = 400;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(names = "--seeds", paramLabel = "N", description = "How many seeds. Default: 100, or 1 with --seed")
    private Optional<Integer> seeds = Optional.empty();

    @Option(names = "--seed", paramLabel = "N", description = "The first seed. Default: 1")
    private Optional<Long> seed = Optional.empty();

    @Option(
            names = "--scenario",
            paramLabel = "NAME|FILE",
            description = "A named scenario (two-owners, paused-owner, late-effects, own-refusals, silent-hosts,"
                    + " silent-control-plane, two-keepers, cut-and-taken-over), or the file of a script"
                    + " that was kept, instead of what the swarm draws.")
    private Optional<String> scenario = Optional.empty();

    @Option(names = "--hosts", paramLabel = "N", description = "So many hosts, whatever the seed draws.")
    private Optional<Integer> hosts = Optional.empty();

    @Option(
            names = "--instances",
            paramLabel = "N",
            description = "So many instances, with a command for each at least every 100 s.")
    private Optional<Integer> instances = Optional.empty();

    @Option(names = "--hours", paramLabel = "N", description = "So many virtual hours until all is healed.")
    private Optional<Integer> hours = Optional.empty();

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "Instead: replay recorded arrivals (the columns of the Azure 2017 trace, plain or gzip) from"
                    + " beginning to end, on --hosts or a fitting fleet, and compare how they are packed.")
    private Optional<Path> trace = Optional.empty();

    @Option(
            names = "--speedup",
            paramLabel = "N",
            description =
                    "With --trace: arrivals and lifetimes are so many times as fast; drivers and deadlines are not."
                            + " Default: 1")
    private double speedup = 1;

    @Option(names = "--history", paramLabel = "FILE", description = "Of one run: each call as a line of JSON.")
    private Optional<Path> history = Optional.empty();

    @Option(names = "--shrink", description = "Take away from a run that goes wrong all that it goes wrong without.")
    private boolean shrink;

    @Option(
            names = "--keep",
            paramLabel = "FILE",
            description = "Where --shrink writes the script. Default: ./sim-SEED.json")
    private Optional<Path> keep = Optional.empty();

    @Option(names = "--mutant", paramLabel = "NAME", description = "Plant this bug, to see how it is found.")
    private Optional<String> mutant = Optional.empty();

    @Option(
            names = "--mutants",
            description =
                    "Plant each known bug in turn and count the seeds until a judge finds it, at most --seeds or 300."
                            + " Exits with 1 if one is found by nobody.")
    private boolean mutants;

    @Option(names = "--jobs", paramLabel = "N", description = "How many seeds side by side. Default: as many as cores")
    private int jobs = Runtime.getRuntime().availableProcessors();

    /** {@code holdfast sim}. */
    public static final class Source implements CommandSource {
        @Override
        public List<Object> commands() {
            return List.of(new SimCommand());
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        if (mutants) {
            return hunt();
        }
        if (trace.isPresent()) {
            return replay(trace.get());
        }
        Campaign.Result result = campaign();
        print(result);
        if (history.isPresent() || (result.seeds() == 1 && !result.holds()) || shrink) {
            look(result);
        }
        return result.holds() && result.valid() ? ExitCode.OK.number() : ExitCode.FAILED.number();
    }

    private Campaign.Result campaign() throws IOException, InterruptedException {
        int count = seeds.orElse(seed.isPresent() || isFile() ? 1 : 100);
        Campaign.Plan plan = new Campaign.Plan(seed.orElse(1L), count, scripts(), seams(), Math.min(jobs, count));
        try (Progress progress = Progress.on(Terminal.of(spec))) {
            return Campaign.run(
                    plan,
                    soFar -> progress.line(String.format(
                            Locale.ROOT,
                            "%d of %d seeds, %d broken, %d invalid, %,d events",
                            soFar.seeds(),
                            count,
                            soFar.violations(),
                            soFar.invalid(),
                            soFar.events())));
        }
    }

    private LongFunction<Script> scripts() throws IOException {
        Optional<LongFunction<Script>> named = scenario.flatMap(Scenarios::named);
        if (scenario.isEmpty() || named.isPresent()) {
            LongFunction<Script> draw = named.orElse(Swarm::of);
            return number -> sized(draw.apply(number));
        }
        Script kept = read(Path.of(scenario.get()));
        return _ -> sized(kept);
    }

    private static Script read(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw usage("--scenario " + file + " is neither a file that can be read nor one of "
                    + String.join(", ", Scenarios.names()));
        }
        try {
            return ScriptFile.read(file);
        } catch (ScriptFile.FormatException broken) {
            throw new CommandFailure(ExitCode.USAGE, "--scenario " + file + ": " + broken.getMessage(), broken);
        }
    }

    private boolean isFile() {
        return scenario.isPresent() && Scenarios.named(scenario.get()).isEmpty();
    }

    private Script sized(Script script) {
        return Sizes.of(script, hosts, instances, hours);
    }

    private Supplier<Seams> seams() {
        return mutant.map(name -> Mutants.named(name)
                        .orElseThrow(() -> usage("--mutant " + name + " is not known; there are "
                                + String.join(
                                        ", ",
                                        Mutants.all().stream().map(Mutant::name).toList()))))
                .map(Mutant::seams)
                .orElse(Seams::new);
    }

    private int replay(Path file) throws IOException {
        Terminal terminal = Terminal.of(spec);
        List<Arrival> arrivals;
        TraceWindow window = new TraceWindow(Duration.ZERO, hours.map(Duration::ofHours));
        try (Stream<Arrival> recorded = new ArrivalTrace(file, window, seed.orElse(1L)).arrivals()) {
            arrivals = recorded.map(each -> each.speededUp(speedup)).toList();
        } catch (TraceException broken) {
            throw new CommandFailure(ExitCode.USAGE, "--trace: " + broken.getMessage(), broken);
        }
        if (arrivals.isEmpty()) {
            throw usage("--trace " + file + " has no arrivals in that window");
        }
        TraceReplay.Result result;
        try (Progress progress = Progress.on(terminal)) {
            result = TraceReplay.of(arrivals, hosts, seed.orElse(1L), seams().get(), progress::line);
        }
        switch (output.format()) {
            case json -> terminal.print(TraceReplayReport.tree(result).toString());
            case yaml ->
                terminal.print(Trees.yaml(TraceReplayReport.tree(result)).stripTrailing());
            case name -> result.violations().forEach(each -> terminal.print(each.judge()));
            case table, wide ->
                TraceReplayReport.table(result, output.format() == OutputOptions.Format.wide)
                        .forEach(terminal::print);
        }
        return (result.holds() ? ExitCode.OK : ExitCode.FAILED).number();
    }

    private int hunt() throws IOException, InterruptedException {
        Terminal terminal = Terminal.of(spec);
        long began = System.nanoTime();
        List<Hunt.Result> results;
        try (Progress progress = Progress.on(terminal)) {
            results = MutantHunts.run(
                    Mutants.all(),
                    seed.orElse(1L),
                    seeds.orElse(300),
                    jobs,
                    result ->
                            progress.line(result.mutant().name() + (result.caught() ? " caught" : " found by nobody")));
        }
        JsonNode tree = MutantsReport.tree(results, (System.nanoTime() - began) / 1e9);
        switch (output.format()) {
            case json -> terminal.print(tree.toString());
            case yaml -> terminal.print(Trees.yaml(tree).stripTrailing());
            case name ->
                results.forEach(result -> {
                    if (!result.caught()) {
                        terminal.print(result.mutant().name());
                    }
                });
            case table, wide ->
                MutantsReport.table(results, output.format() == OutputOptions.Format.wide)
                        .forEach(terminal::print);
        }
        return (MutantsReport.caught(results) == results.size() ? ExitCode.OK : ExitCode.FAILED).number();
    }

    // What is told.

    private void print(Campaign.Result result) throws IOException {
        Terminal terminal = Terminal.of(spec);
        JsonNode tree = CampaignReport.tree(result, this::repeat);
        switch (output.format()) {
            case json -> terminal.print(tree.toString());
            case yaml -> terminal.print(Trees.yaml(tree).stripTrailing());
            case name ->
                result.failures()
                        .forEach(failure -> terminal.print("" + failure.script().seed()));
            case table, wide -> {
                if (result.seeds() == 1) {
                    script(result).forEach(terminal::print);
                }
                CampaignReport.table(result, this::repeat, output.format() == OutputOptions.Format.wide)
                        .forEach(terminal::print);
            }
        }
    }

    private List<String> script(Campaign.Result result) throws IOException {
        return ScriptSentence.of(
                result.failures().isEmpty()
                        ? scripts().apply(seed.orElse(1L))
                        : result.failures().getFirst().script());
    }

    /** The same run once more, with everything written down. */
    private void look(Campaign.Result result) throws IOException {
        Terminal terminal = Terminal.of(spec);
        Script script = result.failures().isEmpty()
                ? scripts().apply(seed.orElse(1L))
                : result.failures().getFirst().script();
        SimRun.Result again = SimRun.of(script, seams().get(), true);
        if (history.isPresent()) {
            new HistoryExport().write(history.get(), again.history().operations());
            terminal.say(again.history().operations().size() + " calls are in " + history.get());
        }
        if (!again.violations().isEmpty() && output.forPeople()) {
            Excerpt.of(again, again.violations().getFirst()).forEach(terminal::print);
        }
        if (shrink) {
            shrink(terminal, again);
        }
    }

    private void shrink(Terminal terminal, SimRun.Result broken) throws IOException {
        if (broken.violations().isEmpty()) {
            terminal.say("there is nothing to shrink: no run went wrong");
            return;
        }
        Violation violation = broken.violations().getFirst();
        Shrinker.Result shortest;
        try (Progress progress = Progress.on(terminal)) {
            shortest = Shrinker.shrink(
                    broken.script(),
                    violation,
                    seams(),
                    SHRINK_BUDGET,
                    smaller -> progress.line("shrunk by " + smaller.runs() + " runs to "
                            + smaller.script().faults().size() + " faults, "
                            + smaller.script().instances() + " instances, "
                            + smaller.script().safetySeconds() + " s"));
        }
        Path file = keep.orElse(Path.of("sim-" + broken.script().seed() + ".json"));
        ScriptFile.write(file, shortest.script());
        if (output.forPeople()) {
            terminal.print("shrunk by " + shortest.runs() + " runs to:");
            ScriptSentence.of(shortest.script()).forEach(line -> terminal.print("  " + line));
            shortest.script().faults().forEach(fault -> terminal.print("    " + fault));
            terminal.print("  " + shortest.violation().judge() + ": "
                    + shortest.violation().what());
            terminal.print("  run it again:  ./holdfast sim "
                    + mutant.map(name -> "--mutant " + name + " ").orElse("") + "--scenario " + file);
        } else {
            terminal.say("the shrunk script is in " + file);
        }
    }

    private String repeat(long failed) {
        List<String> words = new ArrayList<>(List.of("./holdfast", "sim"));
        scenario.ifPresent(given -> words.add("--scenario " + given));
        mutant.ifPresent(name -> words.add("--mutant " + name));
        hosts.ifPresent(number -> words.add("--hosts " + number));
        instances.ifPresent(number -> words.add("--instances " + number));
        hours.ifPresent(number -> words.add("--hours " + number));
        if (!isFile()) {
            words.add("--seed " + failed);
        }
        return String.join(" ", words);
    }

    private void check() {
        within("--seeds", seeds.orElse(1), 1, 10_000_000);
        within("--jobs", jobs, 1, 1_000);
        within("--hosts", hosts.orElse(1), 1, 100_000);
        within("--instances", instances.orElse(1), 1, 10_000_000);
        within("--hours", hours.orElse(1), 1, 24 * 365);
        if (mutants && (mutant.isPresent() || scenario.isPresent() || shrink || history.isPresent())) {
            throw usage("--mutants plants each bug in runs of the swarm; it goes with --seed, --seeds and --jobs only");
        }
        seams();
        if (!(speedup > 0 && speedup <= 100_000)) {
            throw usage("--speedup must be above 0 and at most 100000, not " + speedup);
        }
        if (trace.isEmpty() && speedup != 1) {
            throw usage("--speedup is of a --trace");
        }
        trace.ifPresent(this::checkTrace);
        if (isFile() && (seed.isPresent() || seeds.isPresent())) {
            throw usage("a scenario's file is a whole run with its seed; it goes with neither --seed nor --seeds");
        }
        if (history.isPresent() && seeds.orElse(1) > 1) {
            throw usage("--history is of one run; give --seed and not --seeds");
        }
    }

    private void checkTrace(Path file) {
        if (!Files.isReadable(file)) {
            throw usage("--trace " + file + " cannot be read");
        }
        if (seeds.isPresent()
                || scenario.isPresent()
                || instances.isPresent()
                || mutants
                || shrink
                || history.isPresent()) {
            throw usage(
                    "--trace is a run of its own; it goes with --speedup, --hosts, --hours, --seed and --mutant only");
        }
    }

    private static void within(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw usage(name + " must be from " + least + " to " + most + ", not " + value);
        }
    }

    private static CommandFailure usage(String line) {
        return new CommandFailure(ExitCode.USAGE, line);
    }
}
