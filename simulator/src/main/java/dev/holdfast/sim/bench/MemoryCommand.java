package dev.holdfast.sim.bench;

import java.nio.file.Path;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast bench memory}. */
@Command(
        name = "memory",
        description = {
            "Heap of an instance in a node: awake, and asleep, when only its shard's keeper knows it.",
            "After collections, less what the node held before the first instance. For 200000 instances give the Java"
                    + " virtual machine room: HOLDFAST_JAVA_OPTS=-Xmx6g."
        },
        footer = {"  holdfast bench memory", "  holdfast bench memory --instances 20000 -o json"})
final class MemoryCommand extends BenchRun {
    @Option(names = "--instances", paramLabel = "N", description = "How many. Default: 200000")
    private int instances = 200_000;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            description = "How many requests at once while they are made. Default: 1024")
    private int inFlight = 1_024;

    @Override
    BenchReport measure(Path folder, Consumer<String> progress) throws InterruptedException {
        return MemoryBench.run(folder.resolve("log"), new MemoryBench.Load(instances, inFlight), progress);
    }
}
