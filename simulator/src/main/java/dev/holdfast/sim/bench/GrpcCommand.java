package dev.holdfast.sim.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast bench grpc}. */
@Command(
        name = "grpc",
        description = {
            "Reads, acknowledged stops and created instances that run a second through the gRPC edge, as ratios to an empty"
                    + " call on a server with the same settings in the same process.",
            "A real node on a synced log; simulated hosts that take no time. Percentiles are of an open loop at half load."
        },
        footer = {"  holdfast bench grpc", "  holdfast bench grpc --seconds 1 --rounds 1 -o json"})
final class GrpcCommand extends BenchRun {
    @Option(
            names = "--instances",
            paramLabel = "N",
            description = "How many run before anything is measured. Default: 20000")
    private int instances = 20_000;

    @Option(names = "--hosts", paramLabel = "N", description = "How many simulated hosts of 64 cores. Default: 1000")
    private int hosts = 1_000;

    @Option(names = "--in-flight", paramLabel = "N", description = "How many calls at once. Default: 256")
    private int inFlight = 256;

    @Option(
            names = "--creating",
            paramLabel = "N",
            description = "How many instances are on their way to RUNNING at once. Default: 512")
    private int creating = 512;

    @Option(names = "--rounds", paramLabel = "N", description = "How many turns each kind of call has. Default: 3")
    private int rounds = 3;

    @Option(names = "--seconds", paramLabel = "N", description = "How long each turn is. Default: 2")
    private int seconds = 2;

    @Option(
            names = "--warm-ups",
            paramLabel = "N",
            description = "How many turns of each kind are not counted, before those that are. Default: 3")
    private int warmUps = 3;

    @Option(
            names = "--only",
            paramLabel = "KIND",
            split = ",",
            description = "What is measured beside the echo, of ${COMPLETION-CANDIDATES}. Default: all of them")
    private Set<GrpcBench.Kind> only = EnumSet.allOf(GrpcBench.Kind.class);

    @Override
    BenchReport measure(Path folder, Consumer<String> progress) throws InterruptedException {
        return GrpcBench.run(
                folder,
                new GrpcBench.Load(
                        instances,
                        hosts,
                        inFlight,
                        creating,
                        warmUps,
                        new Rounds(rounds, Duration.ofSeconds(seconds)),
                        only),
                progress);
    }
}
