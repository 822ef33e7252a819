package dev.holdfast.cli.cluster;

import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.cli.Progress;
import dev.holdfast.cli.Terminal;
import dev.holdfast.node.log.cassandra.CassandraSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
            "Start regions of several nodes over Cassandra, with simulated hosts, and wait until all serve.",
            "It runs on until \"down\". A region of three nodes takes about 2.5 GB of memory, Cassandra included, which needs"
                    + " a JDK 17: it is looked for in --jdk, in JAVA17_HOME, and where JDKs usually are. The first time, Maven"
                    + " fetches about 70 MB. One region is called local; of several the first is west, then east, north,"
                    + " south. Any node answers for any region."
        },
        footer = {
            "  holdfast cluster up",
            "  holdfast cluster up --regions 2 --hosts 10 --data /tmp/two",
            "  holdfast cluster up --cassandra existing --contact-points 10.0.0.1:9042,10.0.0.2:9042 --replication 3"
        })
final class ClusterUp implements Callable<Integer> {
    private static final int COPIES_AT_MOST = 9;
    /** The other regions' follow it. */
    private static final int LAST_STORE_PORT = 65_535 - ClusterPlan.REGIONS_AT_MOST;

    /** Whose Cassandra it is. */
    enum Cassandra {
        own,
        each,
        existing
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ClusterFolder folder = new ClusterFolder();

    @Option(names = "--regions", paramLabel = "R", description = "How many regions, 1 to 4. Default: 1")
    private Optional<Integer> regions = Optional.empty();

    @Option(names = "--nodes", paramLabel = "N", description = "How many nodes a region, 1 to 5. Default: 3")
    private Optional<Integer> nodes = Optional.empty();

    @Option(
            names = "--hosts",
            paramLabel = "H",
            description = "How many simulated hosts a region, 0 to 2000. Default: 20")
    private Optional<Integer> hosts = Optional.empty();

    @Option(
            names = "--first-port",
            paramLabel = "P",
            description =
                    "The first node listens here for gRPC, on the next for HTTP and on the one after that for other"
                            + " nodes; each further node 10 higher. Default: 7400")
    private Optional<Integer> firstPort = Optional.empty();

    @Option(names = "--heap-mib", paramLabel = "M", description = "Heap of each node, 192 to 8192 MiB. Default: 320")
    private Optional<Integer> heapMib = Optional.empty();

    @Option(
            names = "--cassandra",
            paramLabel = "own|each|existing",
            description =
                    "Start one for all regions, or one for each so that they share nothing, or use one that is there."
                            + " Default: own")
    private Optional<Cassandra> cassandra = Optional.empty();

    @Option(
            names = "--cassandra-port",
            paramLabel = "P",
            description =
                    "Of an own one, for clients; with each, that of the first region, of the next one higher. Default:"
                            + " 9042")
    private Optional<Integer> cassandraPort = Optional.empty();

    @Option(
            names = "--storage-port",
            paramLabel = "P",
            description = "Of an own one, among its nodes; with each, as above. Default: 7000")
    private Optional<Integer> storagePort = Optional.empty();

    @Option(
            names = "--cassandra-nodes",
            paramLabel = "N",
            description = "How many nodes an own one has, 1 to 3, each with a copy of everything. Default: 1")
    private Optional<Integer> cassandraNodes = Optional.empty();

    @Option(
            names = "--contact-points",
            paramLabel = "HOST:PORT",
            split = ",",
            description = "Some nodes of an existing one.")
    private List<String> contactPoints = List.of();

    @Option(
            names = "--datacenter",
            paramLabel = "NAME",
            description = "Of an existing one, as Cassandra calls it. Default: datacenter1")
    private Optional<String> datacenter = Optional.empty();

    @Option(
            names = "--replication",
            paramLabel = "N",
            description = "How many copies an existing one keeps of everything, 1 to 9. Default: 1")
    private Optional<Integer> replication = Optional.empty();

    @Option(
            names = "--jdk",
            paramLabel = "DIR",
            description = "The folder of a JDK 17, for an own Cassandra. Default: looked for")
    private Optional<Path> jdk = Optional.empty();

    @Option(
            names = "--ready-within",
            paramLabel = "SECONDS",
            description = "How long the nodes may take until they serve, and then the hosts. Default: 180")
    private int readyWithin = 180;

    @Override
    public Integer call() throws InterruptedException {
        check("--ready-within", readyWithin, 1, 3_600);
        LocalCluster cluster = folder.cluster();
        ClusterPlan plan = plan(cluster.plan());
        List<Member> members;
        try (Progress progress = Progress.on(Terminal.of(spec))) {
            members = cluster.up(plan, jdk, System.getenv(), Duration.ofSeconds(readyWithin), progress::line);
        }
        output.printAll(MemberKind.NODES, members);
        if (output.forPeople()) {
            sayWhatNext(plan);
        }
        return ExitCode.OK.number();
    }

    /** A cluster that was there before is started as it was. */
    private ClusterPlan plan(Optional<ClusterPlan> before) {
        int regionCount = chosen("--regions", regions, before.map(ClusterPlan::regions), 1);
        int nodeCount = chosen("--nodes", nodes, before.map(ClusterPlan::nodes), 3);
        int hostCount = chosen("--hosts", hosts, before.map(ClusterPlan::hosts), 20);
        int first = chosen("--first-port", firstPort, before.map(ClusterPlan::firstPort), 7_400);
        int heap = chosen("--heap-mib", heapMib, before.map(ClusterPlan::heapMib), 320);
        check("--regions", regionCount, 1, ClusterPlan.REGIONS_AT_MOST);
        check("--nodes", nodeCount, 1, ClusterPlan.NODES_AT_MOST);
        check("--hosts", hostCount, 0, ClusterPlan.HOSTS_AT_MOST);
        check("--first-port", first, 1, 65_535 - ClusterPlan.PORTS_A_NODE * regionCount * nodeCount);
        check("--heap-mib", heap, 192, 8_192);
        return new ClusterPlan(regionCount, nodeCount, hostCount, first, heap, store(before.map(ClusterPlan::store)));
    }

    private ClusterStore store(Optional<ClusterStore> before) {
        ClusterStore asked = asked(before);
        if (before.isPresent() && !before.get().equals(asked)) {
            throw usage("the cluster in this folder keeps its log elsewhere, or in another number of nodes ("
                    + String.join(", ", before.get().settings("holdfast").contactPoints())
                    + "): leave the options of Cassandra out, or name another folder with --data");
        }
        return asked;
    }

    private ClusterStore asked(Optional<ClusterStore> before) {
        boolean existing = cassandra
                .map(Cassandra.existing::equals)
                .orElseGet(() ->
                        before.filter(ClusterStore.Existing.class::isInstance).isPresent());
        if (existing) {
            refuse("--cassandra-port", cassandraPort.isPresent(), "own");
            refuse("--storage-port", storagePort.isPresent(), "own");
            refuse("--cassandra-nodes", cassandraNodes.isPresent(), "own");
            refuse("--jdk", jdk.isPresent(), "own");
            ClusterStore.Existing were = before.filter(ClusterStore.Existing.class::isInstance)
                    .map(ClusterStore.Existing.class::cast)
                    .orElseGet(() -> new ClusterStore.Existing(contactPoints, "datacenter1", 1));
            ClusterStore.Existing asked = new ClusterStore.Existing(
                    contactPoints.isEmpty() ? were.contactPoints() : contactPoints,
                    datacenter.orElseGet(were::datacenter),
                    replication.orElseGet(were::replication));
            if (asked.contactPoints().isEmpty()) {
                throw usage("--cassandra existing needs --contact-points HOST:PORT, some of its nodes");
            }
            asked.contactPoints().forEach(point -> {
                if (!CassandraSettings.isContactPoint(point)) {
                    throw usage("--contact-points must be HOST:PORT, not " + point);
                }
            });
            check("--replication", asked.replication(), 1, COPIES_AT_MOST);
            return asked;
        }
        refuse("--contact-points", !contactPoints.isEmpty(), "existing");
        refuse("--datacenter", datacenter.isPresent(), "existing");
        refuse("--replication", replication.isPresent(), "existing");
        ClusterStore.Own were = before.filter(ClusterStore.Own.class::isInstance)
                .map(ClusterStore.Own.class::cast)
                .orElseGet(() -> new ClusterStore.Own(9_042, 7_000, 1));
        boolean each = cassandra.map(Cassandra.each::equals).orElseGet(were::each);
        ClusterStore.Own own = new ClusterStore.Own(
                cassandraPort.orElseGet(were::port),
                storagePort.orElseGet(were::storagePort),
                cassandraNodes.orElseGet(were::nodes),
                each);
        check("--cassandra-port", own.port(), 1, LAST_STORE_PORT);
        check("--storage-port", own.storagePort(), 1, LAST_STORE_PORT);
        check("--cassandra-nodes", own.nodes(), 1, ClusterStore.Own.NODES_AT_MOST);
        return own;
    }

    private static int chosen(String option, Optional<Integer> given, Optional<Integer> before, int usual) {
        if (given.isPresent() && before.isPresent() && !given.equals(before)) {
            throw usage("the cluster in this folder has " + option + " " + before.get()
                    + ": leave it out, or name another folder with --data");
        }
        return given.or(() -> before).orElse(usual);
    }

    private static void refuse(String option, boolean given, String with) {
        if (given) {
            throw usage(option + " goes with --cassandra " + with);
        }
    }

    private static void check(String option, int value, int from, int to) {
        if (value < from || value > to) {
            throw usage(option + " must be from " + from + " to " + to + ", not " + value);
        }
    }

    private static CommandFailure usage(String line) {
        return new CommandFailure(ExitCode.USAGE, line);
    }

    private void sayWhatNext(ClusterPlan plan) {
        Terminal terminal = Terminal.of(spec);
        List<NodePlace> places = plan.places();
        String ask = " --address " + places.getFirst().grpcAddress();
        String region = " --region " + plan.regionNames().getLast();
        terminal.say("all of it serves; it runs on until: holdfast cluster down" + folder.option());
        terminal.say("ask any node: holdfast instance create web-1" + ask + region + " --wait");
        terminal.say("break it: holdfast cluster kill " + places.getLast().name() + folder.option()
                + ", or pause; then: holdfast instance list" + ask + region
                + "; and bring it back: holdfast cluster start "
                + places.getLast().name() + folder.option());
    }
}
