package dev.holdfast.node;

import com.typesafe.config.Config;
import dev.holdfast.core.host.HostCommand;
import dev.holdfast.core.host.HostResource;
import dev.holdfast.core.host.HostState;
import dev.holdfast.core.instance.InstanceCommand;
import dev.holdfast.core.instance.InstanceResource;
import dev.holdfast.core.instance.InstanceState;
import dev.holdfast.core.log.LogStore;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.region.SizeCatalogue;
import dev.holdfast.core.shared.HostId;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.node.agent.AgentGrpcService;
import dev.holdfast.node.edge.GrpcEdge;
import dev.holdfast.node.edge.HealthEndpoint;
import dev.holdfast.node.edge.HealthPages;
import dev.holdfast.node.edge.HealthPages.Standing;
import dev.holdfast.node.edge.Pulse;
import dev.holdfast.node.edge.RegionDirectory;
import dev.holdfast.node.edge.RegionNames;
import dev.holdfast.node.edge.RegionRouter;
import dev.holdfast.node.edge.RegionSettings;
import dev.holdfast.node.edge.ResourceCalls;
import dev.holdfast.node.host.HostGrpcService;
import dev.holdfast.node.host.HostLeases;
import dev.holdfast.node.host.HostSurroundings;
import dev.holdfast.node.instance.InstanceGrpcService;
import dev.holdfast.node.instance.InstanceSurroundings;
import dev.holdfast.node.instance.OperationsGrpcService;
import dev.holdfast.node.log.LogStoreSetup;
import dev.holdfast.node.log.ShardLogs;
import dev.holdfast.node.membership.Membership;
import dev.holdfast.node.placement.RegionOutlook;
import dev.holdfast.node.placement.RegionPlacer;
import dev.holdfast.node.region.RegionGrpcService;
import dev.holdfast.node.region.SizeSettings;
import dev.holdfast.node.resource.KeeperIds;
import dev.holdfast.node.resource.KeptShards;
import dev.holdfast.node.resource.ResourceKind;
import dev.holdfast.node.resource.ResourceMessage;
import dev.holdfast.node.resource.ResourceSettings;
import dev.holdfast.node.resource.ResourceSharding;
import dev.holdfast.node.telemetry.Telemetry;
import dev.holdfast.node.watch.WatchSettings;
import dev.holdfast.node.watch.Watches;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.apache.pekko.Done;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.remote.RemoteTransportException;

/** A node: the wiring of everything in it, and nothing else. */
public final class Node implements AutoCloseable {
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(60);

    private final ActorSystem<Void> system;
    private final List<AutoCloseable> streams;
    private final RegionDirectory directory;
    private final GrpcEdge grpc;
    private final HealthEndpoint http;
    private final ScheduledExecutorService timer;

    private Node(
            ActorSystem<Void> system,
            List<AutoCloseable> streams,
            RegionDirectory directory,
            GrpcEdge grpc,
            HealthEndpoint http,
            ScheduledExecutorService timer) {
        this.system = system;
        this.streams = List.copyOf(streams);
        this.directory = directory;
        this.grpc = grpc;
        this.http = http;
        this.timer = timer;
    }

    /** @throws IOException when an address cannot be had */
    public static Node start(NodeSettings settings) throws IOException, TimeoutException {
        return start(settings, UnaryOperator.identity());
    }

    /** @see #start(NodeSettings, UnaryOperator, LongSupplier) */
    public static Node start(NodeSettings settings, UnaryOperator<LogStore> aroundStore)
            throws IOException, TimeoutException {
        return start(settings, aroundStore, System::nanoTime);
    }

    /**
     * Starts a node and gives it back when it is a full member of its region and every shard of that, wherever it is
     * owned, answers it.
     *
     * @param aroundStore put around the log's store; for tests
     * @param elapsed what hosts' silence and leases are counted by, in nanoseconds, as {@link System#nanoTime}
     * @throws IOException when an address cannot be had
     * @throws TimeoutException when it was not let in, or the shards did not answer, in time
     */
    static Node start(NodeSettings settings, UnaryOperator<LogStore> aroundStore, LongSupplier elapsed)
            throws IOException, TimeoutException {
        Config config = settings.config();
        Clock clock = Clock.systemUTC();
        ActorSystem<Void> system = system(settings, aroundStore);
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("holdfast-timer").factory());
        List<AutoCloseable> begun = new ArrayList<>();
        try {
            Pulse pulse = Pulse.begin(system, System::nanoTime);
            Membership membership = Membership.join(system, settings.cluster());
            Telemetry telemetry = Telemetry.get(system);
            ShardLogs logs = ShardLogs.get(system);
            ResourceSettings resources = ResourceSettings.from(config);

            AtomicReference<ActorRef<ShardingEnvelope<ResourceMessage>>> instanceRegion =
                    new AtomicReference<>(system.deadLetters());
            ActorRef<ShardingEnvelope<ResourceMessage>> hosts = ResourceSharding.start(
                    system,
                    new ResourceKind<>(
                            new HostResource(),
                            HostState.class,
                            HostCommand.class,
                            site -> new HostSurroundings(
                                    new HostId(site.id()), instanceRegion::get, telemetry.placement()),
                            Optional.of(HostLeases.withClock(elapsed))),
                    logs,
                    resources,
                    clock);
            ActorRef<RegionPlacer.Message> chooser = system.systemActorOf(
                    RegionPlacer.create(hosts, logs.shards(HostResource.TYPE), System.nanoTime(), clock),
                    "region-placer",
                    Props.empty());
            CoordinatedShutdown.get(system)
                    .addActorTerminationTask(
                            CoordinatedShutdown.PhaseServiceStop(),
                            "stop-region-placer",
                            Adapter.toClassic(chooser),
                            Optional.of(new RegionPlacer.Stop()));
            ActorRef<ShardingEnvelope<ResourceMessage>> instances = ResourceSharding.start(
                    system,
                    new ResourceKind<>(
                            new InstanceResource(),
                            InstanceState.class,
                            InstanceCommand.class,
                            site -> new InstanceSurroundings(InstanceName.parse(site.id()), chooser, hosts)),
                    logs,
                    resources,
                    clock);
            instanceRegion.set(instances);
            chooser.tell(new RegionPlacer.Begin(instances, logs.shards(InstanceResource.TYPE)));

            RegionNames names = new RegionNames(settings.region());
            ResourceCalls instanceCalls = calls(system, instances, logs, InstanceResource.TYPE);
            ResourceCalls hostCalls = calls(system, hosts, logs, HostResource.TYPE);
            WatchSettings watching = WatchSettings.from(config);
            Watches instanceWatches = new Watches(
                    system, instances, InstanceResource.TYPE, logs.shards(InstanceResource.TYPE), logs.era(), watching);
            Watches hostWatches =
                    new Watches(system, hosts, HostResource.TYPE, logs.shards(HostResource.TYPE), logs.era(), watching);
            RegionOutlook outlook = new RegionOutlook(system, chooser);
            SizeCatalogue sizes = SizeSettings.from(config);
            RegionSettings elsewhere = RegionSettings.from(config);
            RegionDirectory directory = RegionDirectory.open(elsewhere, settings.region());
            begun.add(directory);
            var _ = timer.scheduleWithFixedDelay(
                    directory::look, 0, elsewhere.lookAgain().toMillis(), TimeUnit.MILLISECONDS);
            AgentGrpcService agents = new AgentGrpcService(
                    system,
                    settings.region(),
                    hosts,
                    host -> KeeperIds.keeperOf(ShardId.of(HostResource.TYPE, host, logs.shards(HostResource.TYPE))
                            .number()));
            GrpcEdge grpc = GrpcEdge.start(
                    settings.edge(),
                    List.of(
                            new InstanceGrpcService(names, instanceCalls, instanceWatches, outlook, sizes),
                            new OperationsGrpcService(names, instanceCalls, timer),
                            new HostGrpcService(names, hostCalls, hostWatches),
                            new RegionGrpcService(names, outlook, sizes, instanceCalls, hostCalls),
                            agents),
                    new RegionRouter(directory),
                    telemetry.calls());
            begun.add(grpc);
            AtomicReference<Standing> standing = new AtomicReference<>(Standing.STARTING);
            HealthEndpoint http = HealthEndpoint.start(
                    settings.edge().httpHost(),
                    settings.edge().httpPort(),
                    new HealthPages(
                            settings.region(),
                            membership.address(),
                            standing::get,
                            membership::isUp,
                            KeptShards.get(system)::counts,
                            resources.ownerlessAlarm(),
                            pulse::stuck),
                    telemetry::page);
            begun.add(http);
            Node node = new Node(system, List.of(instanceWatches, hostWatches, agents), directory, grpc, http, timer);
            node.closeTheEdgeFirst(
                    standing, new HandOver(system, membership, List.of(instanceCalls, hostCalls), timer));
            membership.awaitUp();
            awaitEveryShard(List.of(instanceCalls, hostCalls), timer, settings.readyWithin());
            if (standing.compareAndSet(Standing.STARTING, Standing.SERVING)) {
                grpc.serving();
            }
            return node;
        } catch (IOException | TimeoutException | RuntimeException | Error failed) {
            closeAll(begun.reversed(), failed);
            timer.shutdownNow();
            system.terminate();
            throw failed;
        }
    }

    private static void closeAll(List<AutoCloseable> begun, Throwable failed) {
        for (AutoCloseable each : begun) {
            try {
                each.close();
            } catch (Exception alsoFailed) {
                failed.addSuppressed(alsoFailed);
            }
        }
    }

    private static ActorSystem<Void> system(NodeSettings settings, UnaryOperator<LogStore> aroundStore)
            throws IOException {
        try {
            return ActorSystem.create(
                    Behaviors.empty(),
                    Membership.systemName(settings.region()),
                    ActorSystemSetup.create(new LogStoreSetup(aroundStore), BootstrapSetup.create(settings.config())));
        } catch (RemoteTransportException taken) {
            throw new IOException(
                    "holdfast.cluster.port: " + settings.cluster().host() + ":"
                            + settings.cluster().port() + " cannot be had; is another node there?",
                    taken);
        }
    }

    /**
     * However the node comes to end, its health says so before anything else of it goes; then its calls end, then its
     * shards go to the others, few at a time, and then it leaves its region.
     */
    private void closeTheEdgeFirst(AtomicReference<Standing> standing, HandOver handOver) {
        CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
        shutdown.addTask(CoordinatedShutdown.PhaseBeforeServiceUnbind(), "say-so", () -> {
            standing.set(Standing.STOPPING);
            grpc.stopping();
            handOver.announce();
            return CompletableFuture.completedStage(Done.getInstance());
        });
        shutdown.addTask(
                CoordinatedShutdown.PhaseServiceUnbind(),
                "close-edge",
                // A thread of its own: answers go through the common pool, which on two cores is one thread. If that
                // waited
                // here for the calls under way, they would wait for it.
                () -> CompletableFuture.supplyAsync(
                        () -> {
                            closeEdge();
                            return Done.getInstance();
                        },
                        task -> Thread.ofPlatform().name("holdfast-close-edge").start(task)));
        shutdown.addTask(CoordinatedShutdown.PhaseServiceRequestsDone(), "hand-over", handOver::run);
        shutdown.addTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate(), "close-health", () -> {
            http.close();
            return CompletableFuture.completedStage(Done.getInstance());
        });
    }

    private void closeEdge() {
        for (AutoCloseable each : streams) {
            try {
                each.close();
            } catch (Exception failed) {
                throw new IllegalStateException("a stream cannot be closed", failed);
            }
        }
        grpc.close();
        directory.close();
    }

    public int grpcPort() {
        return grpc.port();
    }

    public int httpPort() {
        return http.port();
    }

    public String grpcAddress(NodeSettings settings) {
        return settings.edge().grpcHost() + ":" + grpcPort();
    }

    /** Ends when the node has ended, for whatever reason. */
    public CompletionStage<Void> ended() {
        return system.getWhenTerminated().thenAccept(_ -> {});
    }

    /** For tests: its actors. */
    ActorSystem<Void> system() {
        return system;
    }

    /** How the node came to end, or is about to; empty while it goes on. */
    public Optional<Membership.Ending> ending() {
        return Membership.ending(system);
    }

    /** Takes no new calls, finishes what is queued, hands over the shards, leaves the region, closes the store. */
    @Override
    public void close() {
        system.terminate();
        try {
            system.getWhenTerminated().toCompletableFuture().get(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | TimeoutException late) {
            throw new IllegalStateException("the node has not stopped within " + STOP_PATIENCE, late);
        } finally {
            timer.shutdownNow();
        }
    }

    private static ResourceCalls calls(
            ActorSystem<?> system, ActorRef<ShardingEnvelope<ResourceMessage>> region, ShardLogs logs, String type) {
        int shards = logs.shards(type);
        return new ResourceCalls(
                system, region, type, shards, id -> ShardId.of(type, id, shards).number());
    }

    /** A shard is served when its keeper answers; all are asked again until each has. */
    private static void awaitEveryShard(List<ResourceCalls> kinds, ScheduledExecutorService timer, Duration patience)
            throws TimeoutException {
        long until = System.nanoTime() + patience.toNanos();
        CompletableFuture<Void> all = new CompletableFuture<>();
        timer.execute(() -> askEveryShard(kinds, timer, until, all));
        try {
            all.get(patience.toMillis() + 1_000, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while starting", stopped);
        } catch (java.util.concurrent.ExecutionException | TimeoutException late) {
            TimeoutException failure =
                    new TimeoutException("not every shard was acquired within " + patience + ": " + late.getMessage());
            failure.initCause(late);
            throw failure;
        }
    }

    private static void askEveryShard(
            List<ResourceCalls> kinds, ScheduledExecutorService timer, long until, CompletableFuture<Void> all) {
        CompletableFuture<?>[] asked = kinds.stream()
                .map(kind -> kind.everyShard().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        var _ = CompletableFuture.allOf(asked).whenComplete((_, failure) -> {
            if (failure == null) {
                all.complete(null);
            } else if (System.nanoTime() > until) {
                all.completeExceptionally(failure);
            } else {
                var _ = timer.schedule(() -> askEveryShard(kinds, timer, until, all), 100, TimeUnit.MILLISECONDS);
            }
        });
    }
}
