package dev.holdfast.sim.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast bench watch}. */
@Command(
        name = "watch",
        description = {
            "Changes a second of which every watcher was told, as a ratio to changes that nobody watches; and how soon.",
            "A real node on a synced log; each watcher watches everything. Percentiles are of an open loop at half load."
        },
        footer = {"  holdfast bench watch", "  holdfast bench watch --watchers 1 --seconds 1 --rounds 1 -o json"})
final class WatchCommand extends BenchRun {
    @Option(names = "--instances", paramLabel = "N", description = "How many are changed in turns. Default: 1000")
    private int instances = 1_000;

    @Option(names = "--watchers", paramLabel = "N", description = "How many watch all of them. Default: 16")
    private int watchers = 16;

    @Option(names = "--in-flight", paramLabel = "N", description = "How many changes at once. Default: 256")
    private int inFlight = 256;

    @Option(names = "--rounds", paramLabel = "N", description = "How many turns each side has. Default: 3")
    private int rounds = 3;

    @Option(names = "--seconds", paramLabel = "N", description = "How long each turn is. Default: 2")
    private int seconds = 2;

    @Override
    BenchReport measure(Path folder, Consumer<String> progress) throws InterruptedException {
        return WatchBench.run(
                folder,
                new WatchBench.Load(instances, watchers, inFlight, new Rounds(rounds, Duration.ofSeconds(seconds))),
                progress);
    }
}
