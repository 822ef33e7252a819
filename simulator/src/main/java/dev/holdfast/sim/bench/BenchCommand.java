package dev.holdfast.sim.bench;

import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.CommandSource;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.cli.Progress;
import dev.holdfast.cli.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast bench transitions}. */
@Command(
        name = "transitions",
        description = {
            "Durable life-cycle transitions a second in one process, as a ratio to a ceiling.",
            "The ceiling is the very same entities over Pekko's in-memory journal with serialization, measured in turns in"
                    + " the same process, so that a noisy machine disturbs both alike."
        },
        footer = {"  holdfast bench transitions", "  holdfast bench transitions -o json"})
public final class BenchCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(names = "--instances", paramLabel = "N", description = "How many instances. Default: 20000")
    private int instances = 20_000;

    @Option(names = "--in-flight", paramLabel = "N", description = "How many requests at once. Default: 1024")
    private int inFlight = 1_024;

    @Option(names = "--rounds", paramLabel = "N", description = "How many turns each side has. Default: 5")
    private int rounds = 5;

    @Option(names = "--seconds", paramLabel = "N", description = "How long each turn is. Default: 5")
    private int seconds = 5;

    /** {@code holdfast bench}. */
    public static final class Source implements CommandSource {
        @Override
        public List<Object> commands() {
            return List.of(new Group());
        }
    }

    @Command(
            name = "bench",
            description = "Measure, as ratios against a floor or ceiling of the same run.",
            subcommands = BenchCommand.class)
    private static final class Group {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Terminal terminal = Terminal.of(spec);
        Path folder = Files.createTempDirectory("holdfast-bench");
        System.setProperty("holdfast.log.file", folder.resolve("bench.log").toString());
        try (Progress progress = Progress.on(terminal)) {
            TransitionsBench.Result result = TransitionsBench.run(folder.resolve("log"), load(), progress::milestone);
            switch (output.format()) {
                case table, wide -> terminal.print(BenchReport.table(result).stripTrailing());
                case json, yaml -> terminal.print(BenchReport.json(result));
                case name -> terminal.print("transitions");
            }
        } catch (IllegalStateException failed) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(failed.getMessage()), failed);
        } finally {
            remove(folder);
        }
        return ExitCode.OK.number();
    }

    private TransitionsBench.Load load() {
        try {
            return new TransitionsBench.Load(instances, inFlight, rounds, Duration.ofSeconds(seconds));
        } catch (IllegalArgumentException broken) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(broken.getMessage()), broken);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
