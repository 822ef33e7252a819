package dev.holdfast.sim.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast bench placement}. */
@Command(
        name = "placement",
        description = {
            "Decisions of core's placer a second on one core, how tightly it packs, and how often several placers collide.",
            "Sizes and spread keys are those of the Azure 2017 workload model; whoever arrives takes the room of somebody"
                    + " who has left, so that the fleet stays as full as asked."
        },
        footer = {"  holdfast bench placement", "  holdfast bench placement --hosts 300 --seconds 1 -o json"})
final class PlacementCommand extends BenchRun {
    @Option(names = "--hosts", paramLabel = "N", description = "How many hosts. Default: 10000")
    private int hosts = 10_000;

    @Option(names = "--domains", paramLabel = "N", description = "Over how many fault domains. Default: 20")
    private int domains = 20;

    @Option(names = "--placers", paramLabel = "N", description = "How many placers share a fleet. Default: 4")
    private int placers = 4;

    @Option(
            names = "--lag",
            paramLabel = "N",
            description = "How many changes of the fleet a placer's copy is behind. Default: 256")
    private int lag = 256;

    @Option(names = "--rounds", paramLabel = "N", description = "How many turns are measured. Default: 3")
    private int rounds = 3;

    @Option(names = "--seconds", paramLabel = "N", description = "How long each turn is. Default: 3")
    private int seconds = 3;

    @Option(names = "--seed", paramLabel = "N", description = "Of the workload. Default: 1")
    private long seed = 1;

    @Override
    BenchReport measure(Path folder, Consumer<String> progress) {
        return PlacementBench.run(
                new PlacementBench.Load(
                        hosts, domains, placers, lag, seed, new Rounds(rounds, Duration.ofSeconds(seconds))),
                progress);
    }
}
