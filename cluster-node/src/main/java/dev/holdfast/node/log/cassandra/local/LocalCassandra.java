package dev.holdfast.node.log.cassandra.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A cluster of Cassandra processes on the loopback of this machine, in one folder: node n lives in {@code node-n} and
 * listens on 127.0.0.n. They outlive whoever started them; whoever ends them ends exactly those.
 */
public final class LocalCassandra {
    /** So many nodes are as many as a machine of a person can bear. */
    public static final int NODES_AT_MOST = 9;

    private static final Duration KILL_PATIENCE = Duration.ofSeconds(10);
    private static final Pattern NODE_FOLDER = Pattern.compile("node-([1-9])");
    private static final Pattern PORT = Pattern.compile("native_transport_port: ([0-9]+)");

    /** How a node of the cluster fares. */
    public enum State {
        /** It takes connections of clients. */
        SERVING,
        /** Its process runs and does not yet take connections. */
        STARTING,
        /** It does not run; its data is there. */
        DOWN
    }

    /**
     * A node of the cluster.
     *
     * @param name such as {@code node-1}
     * @param contactPoint where clients connect
     * @param pid if it runs
     */
    public record Member(String name, String contactPoint, State state, Optional<Long> pid, Path folder) {}

    /**
     * What is to run.
     *
     * @param nodes from 1 to {@value #NODES_AT_MOST}
     * @param cqlPort for clients, on every node
     * @param storagePort among themselves, on every node
     * @param heapMib of each node's JVM
     * @param readyWithin how long one node may take until it serves
     */
    public record Plan(int nodes, int cqlPort, int storagePort, int heapMib, Duration readyWithin) {}

    private final Path folder;

    /** @param folder where all of it lives */
    public LocalCassandra(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** Where Maven's answer is kept. */
    public Path jarsFolder() {
        return folder.resolve("jars");
    }

    /**
     * Starts those nodes of the plan that do not run, one after the other, each when the one before serves. If one
     * fails, those that this call has started are ended again.
     *
     * @throws LocalCassandraException when one cannot be started, or does not serve in time
     */
    public List<Member> up(Plan plan, Jdk17 jdk, CassandraJars jars, Consumer<String> progress)
            throws InterruptedException {
        List<CassandraProcess> started = new ArrayList<>();
        boolean all = false;
        try {
            for (int number = 1; number <= plan.nodes(); number++) {
                CassandraPlace place = place(number, plan);
                if (PidFile.read(place.pidFile()).isPresent()) {
                    continue;
                }
                if (CassandraProcess.serves(place)) {
                    throw new LocalCassandraException(
                            "something else listens on " + place.contactPoint() + ": end it, or choose another port");
                }
                CassandraProcess process = CassandraProcess.start(place, jdk, jars, Map.of(), List.of());
                started.add(process);
                String which = plan.nodes() == 1 ? "" : "node " + number + " of " + plan.nodes() + ": ";
                process.awaitReady(plan.readyWithin(), line -> progress.accept(which + line));
            }
            all = true;
            return status();
        } finally {
            if (!all) {
                started.forEach(CassandraProcess::close);
            }
        }
    }

    /** Ends all nodes of the folder that run, the last first; gives back those that it ended. */
    public List<Member> down(Consumer<String> progress) {
        List<Member> ended = new ArrayList<>();
        for (Member member : status().reversed()) {
            Path pidFile = member.folder().resolve("cassandra.pid");
            PidFile.read(pidFile).ifPresent(process -> {
                progress.accept("ending " + member.name() + ", process " + process.pid());
                CassandraProcess.stop(process);
                ended.addFirst(member);
            });
            PidFile.remove(pidFile);
        }
        return ended;
    }

    /**
     * SIGKILL to one node; gives it back as it is when it has ended.
     *
     * @param number from 1
     * @throws LocalCassandraException when it does not run, or does not end
     */
    public Member kill(int number) throws InterruptedException {
        Path entry = folder.resolve("node-" + number);
        Path pidFile = entry.resolve("cassandra.pid");
        ProcessHandle process = PidFile.read(pidFile)
                .orElseThrow(() -> new LocalCassandraException("node-" + number + " does not run"));
        process.destroyForcibly();
        try {
            process.onExit().get(KILL_PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException late) {
            throw new LocalCassandraException("node-" + number + ", process " + process.pid() + ", does not end", late);
        }
        PidFile.remove(pidFile);
        return member(entry);
    }

    /** Every node that was ever started in the folder. */
    public List<Member> status() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry ->
                            NODE_FOLDER.matcher(name(entry)).matches() && Files.exists(entry.resolve("cassandra.yaml")))
                    .sorted()
                    .map(LocalCassandra::member)
                    .toList();
        } catch (IOException failed) {
            throw new LocalCassandraException("cannot read " + folder + ": " + failed.getMessage(), failed);
        }
    }

    private CassandraPlace place(int number, Plan plan) {
        return new CassandraPlace(
                folder.resolve("node-" + number),
                "127.0.0." + number,
                plan.cqlPort(),
                plan.storagePort(),
                "127.0.0.1",
                plan.heapMib());
    }

    private static Member member(Path entry) {
        String name = name(entry);
        int port = port(entry.resolve("cassandra.yaml"));
        String address = "127.0.0." + name.substring("node-".length());
        CassandraPlace place = new CassandraPlace(entry, address, port, 0, address, 0);
        Optional<Long> pid = PidFile.read(place.pidFile()).map(ProcessHandle::pid);
        State state = pid.isEmpty() ? State.DOWN : CassandraProcess.serves(place) ? State.SERVING : State.STARTING;
        return new Member(name, place.contactPoint(), state, pid, entry);
    }

    private static int port(Path yaml) {
        try {
            Matcher port = PORT.matcher(Files.readString(yaml));
            if (port.find()) {
                return Integer.parseInt(port.group(1));
            }
            throw new LocalCassandraException(yaml + " names no native_transport_port");
        } catch (IOException failed) {
            throw new LocalCassandraException("cannot read " + yaml + ": " + failed.getMessage(), failed);
        }
    }

    private static String name(Path entry) {
        return String.valueOf(entry.getFileName());
    }
}
