package dev.holdfast.cli.cluster;

import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.cluster.Member.State;
import dev.holdfast.node.log.cassandra.LogSchema;
import dev.holdfast.node.log.cassandra.local.LocalCassandraException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Regions of real node processes over a real Cassandra, with simulated hosts in a process a region, all of it on
 * 127.0.0.1 and in one folder. They outlive whoever started them; whoever ends them ends exactly those.
 */
public final class LocalCluster {
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final int HOSTS_HEAP_MIB = 256;

    private final Path folder;

    /** @param folder where all of it lives */
    public LocalCluster(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** What it is made of; empty when none was ever started in the folder. */
    public Optional<ClusterPlan> plan() {
        return ClusterPlan.read(folder);
    }

    /**
     * Starts all of it and waits until all of it serves. If anything fails, what this call has started is ended again.
     *
     * @param jdk of Cassandra; else it is looked for
     * @param readyWithin how long the nodes may take until all serve, and then the hosts until all are connected
     * @throws CommandFailure when it runs already, a port is taken, there is no JDK 17, or something ends or is not
     *     ready in time
     */
    public List<Member> up(
            ClusterPlan plan,
            Optional<Path> jdk,
            Map<String, String> environment,
            Duration readyWithin,
            Consumer<String> progress)
            throws InterruptedException {
        refuseIfUp();
        requireFreePorts(plan, stores(plan));
        boolean all = false;
        try {
            Files.createDirectories(folder);
            // First, so that whoever ends it finds all of it, however this goes.
            plan.write(folder);
            new NodeCache(System.getProperty("java.class.path")).make(progress);
            stores(plan).up(jdk, environment, progress);
            for (String region : plan.regionNames()) {
                progress.accept("preparing the log of region " + region);
                LogSchema.init(
                        plan.storeOf(region).settings(plan.keyspace(region)),
                        plan.store().copies(),
                        progress);
            }
            Files.writeString(regionsFile(), plan.regionsFile());
            for (NodePlace place : plan.places()) {
                startNode(plan, place);
            }
            await(plan.places().stream().map(NodePlace::name).toList(), "nodes", readyWithin, progress);
            if (plan.hosts() > 0) {
                plan.regionNames().forEach(region -> startHosts(plan, region));
                await(plan.regionNames().stream().map(ClusterPlan::hostsOf).toList(), "hosts", readyWithin, progress);
            }
            all = true;
            return status();
        } catch (LocalCassandraException | IllegalStateException | IOException failed) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(failed.getMessage()), failed);
        } finally {
            if (!all) {
                var _ = down(progress);
            }
        }
    }

    private void refuseIfUp() {
        List<Member> running =
                status().stream().filter(member -> member.pid().isPresent()).toList();
        if (!running.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.CONFLICT,
                    "a cluster is up in " + folder + " ("
                            + running.stream().map(Member::name).collect(Collectors.joining(", "))
                            + "): use it (holdfast cluster status), end it (holdfast cluster down), or name another folder"
                            + " with --data");
        }
    }

    private static void requireFreePorts(ClusterPlan plan, OwnStores stores) {
        for (NodePlace place : plan.places()) {
            for (int port : List.of(place.grpcPort(), place.httpPort(), place.port())) {
                requireFree("--first-port", port);
            }
        }
        for (ClusterStore.Own store : stores.stores()) {
            requireFree("--cassandra-port", store.port());
            requireFree("--storage-port", store.storagePort());
        }
    }

    private static void requireFree(String option, int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException taken) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "cannot listen on 127.0.0.1:" + port + " (" + taken.getMessage()
                            + "): something else does; end it, or choose another port with " + option,
                    taken);
        }
    }

    private void startNode(ClusterPlan plan, NodePlace place) {
        OwnProcess process = process(place.name());
        Path conf = process.folder().resolve("node.conf");
        try {
            Files.createDirectories(process.folder());
            Files.writeString(conf, place.conf(plan, regionsFile()));
        } catch (IOException failed) {
            throw new CommandFailure(ExitCode.FAILED, conf + " cannot be written: " + failed.getMessage(), failed);
        }
        var _ = process.start(
                plan.heapMib(),
                List.of(
                        "node",
                        "--config",
                        conf.toString(),
                        "--log-file",
                        process.logFile().toString()));
    }

    private void startHosts(ClusterPlan plan, String region) {
        OwnProcess process = process(ClusterPlan.hostsOf(region));
        var _ = process.start(
                HOSTS_HEAP_MIB,
                List.of(
                        "agent",
                        "--driver",
                        "simulated",
                        "--connect",
                        plan.nodesOf(region).stream()
                                .map(NodePlace::grpcAddress)
                                .collect(Collectors.joining(",")),
                        "--region",
                        region,
                        "--hosts",
                        Integer.toString(plan.hosts()),
                        "--data",
                        process.folder().resolve("hosts").toString()));
    }

    /** Waits until all of these serve. */
    private void await(List<String> names, String what, Duration patience, Consumer<String> progress)
            throws InterruptedException {
        long began = System.nanoTime();
        while (true) {
            List<Member> members = status().stream()
                    .filter(member -> names.contains(member.name()))
                    .toList();
            for (Member member : members) {
                if (member.state() == State.DEAD) {
                    throw new CommandFailure(
                            ExitCode.FAILED,
                            member.name() + " has ended instead of serving: "
                                    + member.why().orElse("without a word") + "; its log is " + member.logFile());
                }
            }
            List<String> missing = members.stream()
                    .filter(member -> member.state() != State.SERVING)
                    .map(Member::name)
                    .toList();
            if (missing.isEmpty()) {
                return;
            }
            Duration passed = Duration.ofNanos(System.nanoTime() - began);
            if (passed.compareTo(patience) > 0) {
                throw new CommandFailure(
                        ExitCode.TIMED_OUT,
                        String.join(", ", missing) + " not serving after " + patience.toSeconds() + " s; the log is "
                                + process(missing.getFirst()).logFile());
            }
            progress.accept(
                    "waiting for " + what + " (" + String.join(", ", missing) + "), " + passed.toSeconds() + " s");
            pause(process(missing.getFirst()));
        }
    }

    /** Lets a moment pass, which is over at once when the process ends. */
    private static void pause(OwnProcess process) throws InterruptedException {
        Optional<ProcessHandle> running = process.running();
        if (running.isEmpty()) {
            return;
        }
        try {
            running.get().onExit().get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException stillThere) {
            // Looked at again.
        }
    }

    /** Every process of the cluster, nodes first; none when there never was one. */
    public List<Member> status() {
        return plan().map(this::members).orElseGet(List::of);
    }

    private List<Member> members(ClusterPlan plan) {
        List<Member> members = new ArrayList<>();
        plan.places().forEach(place -> members.add(node(place)));
        if (plan.hosts() > 0) {
            plan.regionNames().forEach(region -> members.add(hosts(region)));
        }
        members.addAll(stores(plan).status());
        return members;
    }

    private Member node(NodePlace place) {
        OwnProcess process = process(place.name());
        State state = process.running()
                .map(running -> OwnProcess.isPaused(running)
                        ? State.PAUSED
                        : Health.of(place.httpAddress())
                                .orElseGet(() -> process.saidReady() ? State.SILENT : State.STARTING))
                .orElseGet(() -> process.wasStarted() ? State.DEAD : State.DOWN);
        return member(
                process,
                place.name(),
                place.region(),
                state,
                Optional.of(place.grpcAddress()),
                Optional.of(place.httpAddress()));
    }

    private Member hosts(String region) {
        OwnProcess process = process(ClusterPlan.hostsOf(region));
        State state = process.running()
                .map(running -> OwnProcess.isPaused(running)
                        ? State.PAUSED
                        : process.saidReady() ? State.SERVING : State.STARTING)
                .orElseGet(() -> process.wasStarted() ? State.DEAD : State.DOWN);
        return member(process, ClusterPlan.hostsOf(region), region, state, Optional.empty(), Optional.empty());
    }

    private static Member member(
            OwnProcess process, String name, String region, State state, Optional<String> grpc, Optional<String> http) {
        return new Member(
                name,
                region,
                state,
                grpc,
                http,
                process.running().map(ProcessHandle::pid),
                process.logFile(),
                state == State.DEAD ? process.lastWords() : Optional.empty());
    }

    /** SIGKILL; it stays away until {@link #start}. */
    public Member kill(String name) throws InterruptedException {
        OwnProcess.kill(required(name));
        return member(name);
    }

    /** SIGSTOP; it stands still until {@link #resume}. */
    public Member pause(String name) {
        OwnProcess.signal(required(name), "STOP");
        return member(name);
    }

    /** SIGCONT. A node that the others took for dead meanwhile ends by itself soon after. */
    public Member resume(String name) {
        OwnProcess.signal(required(name), "CONT");
        return member(name);
    }

    /** SIGTERM; gives back control when it has handed over and ended. */
    public Member stop(String name) throws InterruptedException {
        OwnProcess process = process(name);
        process.ask(required(name));
        process.awaitEnd();
        return member(name);
    }

    /** Starts a process that has ended again, as it was, and does not wait for it. */
    public Member start(String name) {
        Member member = member(name);
        if (member.pid().isPresent()) {
            throw new CommandFailure(
                    ExitCode.CONFLICT,
                    name + " runs already, as process " + member.pid().get());
        }
        ClusterPlan plan = plan().orElseThrow();
        plan.places().stream()
                .filter(place -> place.name().equals(name))
                .findFirst()
                .ifPresentOrElse(place -> startNode(plan, place), () -> startHosts(plan, member.region()));
        return member(name);
    }

    /**
     * Ends the cluster's own Cassandra, in good order if it can; it stays away until {@link #startStore}.
     *
     * @return what it is called
     */
    public String stopStore(Consumer<String> progress) {
        return stores(plan().orElseThrow()).down(progress).getFirst().name();
    }

    /**
     * SIGKILL to one process of the cluster's own Cassandra; it stays away until {@link #startStore}.
     *
     * @param name as {@link #status} calls it
     * @throws IllegalStateException when it does not run
     */
    public void killStore(String name) throws InterruptedException {
        var _ = stores(plan().orElseThrow()).kill(name);
    }

    /**
     * Starts what does not run of it again on what it keeps, and waits until all of it serves.
     *
     * @throws IllegalStateException when it does not
     */
    public void startStore(Consumer<String> progress) throws InterruptedException {
        try {
            stores(plan().orElseThrow()).up(Optional.empty(), System.getenv(), progress);
        } catch (LocalCassandraException failed) {
            throw new IllegalStateException("Cassandra does not come back: " + failed.getMessage(), failed);
        }
    }

    /** Waits until it serves. */
    public Member awaitServing(String name, Duration patience, Consumer<String> progress) throws InterruptedException {
        await(List.of(name), "the node", patience, progress);
        return member(name);
    }

    /**
     * One of the processes that can be told something: a node, or the one that plays a region's hosts.
     *
     * @throws CommandFailure naming those that there are
     */
    public Member member(String name) {
        List<Member> members =
                status().stream().filter(member -> !member.region().isEmpty()).toList();
        if (members.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.NOT_FOUND, "there is no cluster in " + folder + ": holdfast cluster up starts one");
        }
        return members.stream()
                .filter(member -> member.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.NOT_FOUND,
                        "there is no node " + name + " in " + folder + ": there are "
                                + members.stream().map(Member::name).collect(Collectors.joining(", "))));
    }

    private ProcessHandle required(String name) {
        Member member = member(name);
        return process(name)
                .running()
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.CONFLICT,
                        name + " does not run (" + member.state() + "): holdfast cluster start " + name
                                + " starts it again"));
    }

    /** Ends all that runs: hosts, then nodes, then Cassandra, each in good order if it can; what they keep stays. */
    public List<Member> down(Consumer<String> progress) throws InterruptedException {
        Optional<ClusterPlan> plan = plan();
        if (plan.isEmpty()) {
            return List.of();
        }
        end(plan.get().regionNames().stream().map(ClusterPlan::hostsOf).toList(), progress);
        end(plan.get().places().stream().map(NodePlace::name).toList(), progress);
        var _ = stores(plan.get()).down(progress);
        return status();
    }

    private void end(List<String> names, Consumer<String> progress) throws InterruptedException {
        for (String name : names) {
            process(name).running().ifPresent(running -> {
                progress.accept("ending " + name + ", process " + running.pid());
                process(name).ask(running);
            });
        }
        for (String name : names) {
            process(name).awaitEnd();
        }
    }

    private OwnProcess process(String name) {
        return new OwnProcess(folder.resolve(name));
    }

    private OwnStores stores(ClusterPlan plan) {
        return new OwnStores(folder, plan);
    }

    private Path regionsFile() {
        return folder.resolve("regions.conf");
    }
}
