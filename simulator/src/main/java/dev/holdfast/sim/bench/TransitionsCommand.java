package dev.holdfast.sim.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast bench transitions}. */
@Command(
        name = "transitions",
        description = {
            "Durable life-cycle transitions a second in one process, as a ratio to a ceiling.",
            "The ceiling is the very same entities over Pekko's in-memory journal with serialization, measured in turns in"
                    + " the same process, so that a noisy machine disturbs both alike."
        },
        footer = {"  holdfast bench transitions", "  holdfast bench transitions -o json"})
final class TransitionsCommand extends BenchRun {
    @Option(names = "--instances", paramLabel = "N", description = "How many instances. Default: 20000")
    private int instances = 20_000;

    @Option(names = "--in-flight", paramLabel = "N", description = "How many requests at once. Default: 1024")
    private int inFlight = 1_024;

    @Option(names = "--rounds", paramLabel = "N", description = "How many turns each side has. Default: 5")
    private int rounds = 5;

    @Option(names = "--seconds", paramLabel = "N", description = "How long each turn is. Default: 5")
    private int seconds = 5;

    @Override
    BenchReport measure(Path folder, Consumer<String> progress) throws InterruptedException {
        return TransitionsBench.run(
                folder.resolve("log"),
                new TransitionsBench.Load(instances, inFlight, new Rounds(rounds, Duration.ofSeconds(seconds))),
                progress);
    }
}
