package dev.holdfast.cli.cassandra;

import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.cli.Progress;
import dev.holdfast.cli.Terminal;
import dev.holdfast.node.log.cassandra.local.CassandraJars;
import dev.holdfast.node.log.cassandra.local.Jdk17;
import dev.holdfast.node.log.cassandra.local.LocalCassandra;
import dev.holdfast.node.log.cassandra.local.LocalCassandra.Member;
import dev.holdfast.node.log.cassandra.local.LocalCassandraException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "up",
        description = {
            "Start a Cassandra of some nodes and wait until all of them serve. It runs on until \"down\".",
            "The first time, Maven fetches about 70 MB. Each node takes about 1.2 GB of memory and needs a JDK 17, which is"
                    + " looked for in --jdk, in JAVA17_HOME, and where JDKs usually are."
        },
        footer = {
            "  holdfast cassandra up",
            "  holdfast cassandra up --nodes 3 --data /tmp/cassandra",
            "",
            "Then make the tables of the log:",
            "",
            "  holdfast log init --replication 1"
        })
final class CassandraUp implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final FolderOption folder = new FolderOption();

    @Option(
            names = "--nodes",
            paramLabel = "N",
            description = "How many nodes, 1 to 9: on 127.0.0.1, 127.0.0.2 and so on. Default: 1")
    private int nodes = 1;

    @Option(names = "--port", paramLabel = "P", description = "Where each node's clients connect. Default: 9042")
    private int port = 9042;

    @Option(names = "--storage-port", paramLabel = "P", description = "Where the nodes meet. Default: 7000")
    private int storagePort = 7000;

    @Option(names = "--heap-mib", paramLabel = "M", description = "Heap of each node, 256 to 8192 MiB. Default: 512")
    private int heapMib = 512;

    @Option(names = "--jdk", paramLabel = "DIR", description = "The folder of a JDK 17. Default: looked for")
    private Optional<Path> jdk = Optional.empty();

    @Option(
            names = "--ready-within",
            paramLabel = "SECONDS",
            description = "How long each node may take until it serves. Default: 120")
    private int readyWithin = 120;

    @Override
    public Integer call() throws InterruptedException {
        check("--nodes", nodes, 1, LocalCassandra.NODES_AT_MOST);
        check("--port", port, 1, 65_535);
        check("--storage-port", storagePort, 1, 65_535);
        check("--heap-mib", heapMib, 256, 8_192);
        check("--ready-within", readyWithin, 1, 3_600);
        output.printAll(MemberKind.NODES, start());
        return ExitCode.OK.number();
    }

    private List<Member> start() throws InterruptedException {
        LocalCassandra cassandra = folder.cassandra();
        Map<String, String> environment = System.getenv();
        try (Progress progress = Progress.on(Terminal.of(spec))) {
            Jdk17 found = Jdk17.find(jdk, environment);
            CassandraJars jars = CassandraJars.fetch(cassandra.jarsFolder(), environment, progress::line);
            return cassandra.up(
                    new LocalCassandra.Plan(nodes, port, storagePort, heapMib, Duration.ofSeconds(readyWithin)),
                    found,
                    jars,
                    progress::line);
        } catch (LocalCassandraException failed) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(failed.getMessage()), failed);
        }
    }

    private static void check(String option, int value, int from, int to) {
        if (value < from || value > to) {
            throw new CommandFailure(ExitCode.USAGE, option + " must be from " + from + " to " + to + ", not " + value);
        }
    }
}
