package dev.holdfast.sim.bench;

import java.nio.file.Path;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast bench recovery}. */
@Command(
        name = "recovery",
        description = {
            "How fast a new node takes over a shard, against replaying its instances one by one in the same run."
        },
        footer = {"  holdfast bench recovery", "  holdfast bench recovery --instances 1000 -o json"})
final class RecoveryCommand extends BenchRun {
    @Option(names = "--instances", paramLabel = "N", description = "How many are in the shard. Default: 10000")
    private int instances = 10_000;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            description = "How many are made, and replayed, at once. Default: 256")
    private int inFlight = 256;

    @Override
    BenchReport measure(Path folder, Consumer<String> progress) throws InterruptedException {
        return RecoveryBench.run(folder.resolve("log"), new RecoveryBench.Load(instances, inFlight), progress);
    }
}
