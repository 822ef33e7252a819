package dev.holdfast.sim.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast bench log}. */
@Command(
        name = "log",
        description = {
            "The log on Cassandra: against one INSERT an event, against the same instances over the journal plugin"
                    + " pekko-persistence-cassandra, and how fast a shard is taken over against replays by that plugin.",
            "Starts a Cassandra of one node, which needs a JDK 17, and ends it; or measures on one that runs."
        },
        footer = {
            "  holdfast bench log",
            "  holdfast bench log --rounds 1 --seconds 2 -o json",
            "  holdfast bench log --cassandra 127.0.0.1:9042"
        })
final class LogCommand extends BenchRun {
    @Option(names = "--instances", paramLabel = "N", description = "How many on each side. Default: 4096")
    private int instances = 4_096;

    @Option(names = "--in-flight", paramLabel = "N", description = "How many requests at once. Default: 2048")
    private int inFlight = 2_048;

    @Option(names = "--fewer-in-flight", paramLabel = "N", description = "And once more with these. Default: 256")
    private int fewer = 256;

    @Option(
            names = "--event-bytes",
            paramLabel = "N",
            description = "An event's size where there are no instances, up to 65536. Default: 256")
    private int eventBytes = 256;

    @Option(names = "--rounds", paramLabel = "N", description = "How many turns each side has. Default: 3")
    private int rounds = 3;

    @Option(names = "--seconds", paramLabel = "N", description = "How long each turn is. Default: 5")
    private int seconds = 5;

    @Option(
            names = "--warm-ups",
            paramLabel = "N",
            description = "How many turns of each side are not counted, before those that are. Default: 3")
    private int warmUps = 3;

    @Option(
            names = "--shard-instances",
            paramLabel = "N",
            description = "How many are in the shard that is taken over. Default: 10000")
    private int shardInstances = 10_000;

    @Option(
            names = "--shard-in-flight",
            paramLabel = "N",
            description = "How many of them are made, and replayed, at once. Default: 256")
    private int shardInFlight = 256;

    @Option(
            names = "--cassandra",
            paramLabel = "HOST:PORT",
            description = "One that runs; keyspaces are made there and dropped. Default: one is started")
    private Optional<String> cassandra = Optional.empty();

    @Option(names = "--datacenter", paramLabel = "NAME", description = "As Cassandra calls it. Default: datacenter1")
    private String datacenter = "datacenter1";

    @Option(names = "--heap-mib", paramLabel = "N", description = "Heap of the one that is started. Default: 1024")
    private int heapMib = 1_024;

    @Option(names = "--jdk", paramLabel = "DIR", description = "The folder of a JDK 17. Default: looked for")
    private Optional<Path> jdk = Optional.empty();

    @Override
    BenchReport measure(Path folder, Consumer<String> progress) throws InterruptedException {
        LogBench.Load load = new LogBench.Load(
                instances,
                inFlight,
                fewer,
                warmUps,
                eventBytes,
                new Rounds(rounds, Duration.ofSeconds(seconds)),
                new TakeOver(shardInstances, shardInFlight, rounds));
        return LogBench.run(
                new BenchCassandra.Place(cassandra, datacenter, jdk, heapMib),
                folder.resolve("cassandra"),
                load,
                progress);
    }
}
