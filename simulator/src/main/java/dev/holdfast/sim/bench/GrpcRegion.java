package dev.holdfast.sim.bench;

import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc;
import com.google.longrunning.WaitOperationRequest;
import com.google.protobuf.Empty;
import com.google.protobuf.FieldMask;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.agent.simulated.AgentFleet;
import dev.holdfast.agent.simulated.FleetListener;
import dev.holdfast.agent.simulated.FleetSettings;
import dev.holdfast.agent.simulated.SimulatedHosts;
import dev.holdfast.agent.simulated.SimulatedSettings;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.node.Node;
import dev.holdfast.node.NodeSettings;
import dev.holdfast.node.edge.EdgeSettings;
import dev.holdfast.node.edge.GrpcEdge;
import dev.holdfast.node.edge.RegionDirectory;
import dev.holdfast.node.edge.RegionRouter;
import dev.holdfast.node.telemetry.CallFigures;
import dev.holdfast.v1.CreateInstanceRequest;
import dev.holdfast.v1.GetInstanceRequest;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceServiceGrpc;
import dev.holdfast.v1.StartInstanceRequest;
import dev.holdfast.v1.StopInstanceRequest;
import dev.holdfast.v1.UpdateInstanceRequest;
import dev.holdfast.v1.WatchInstancesRequest;
import dev.holdfast.v1.WatchInstancesResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A whole region in this process: a node on a synced log, simulated hosts that take no time, an echo on a server with
 * the same settings, and a client for all of it.
 */
final class GrpcRegion implements AutoCloseable {
    /** The key of the label that {@link #label} changes. */
    static final String LABEL = "change";

    private static final String PARENT = "projects/bench/regions/local";
    /** What hosts have that are bought for this; a host's actor sees all of its claims with each change. */
    private static final Quantities HOST = new Quantities(64, 512L * 1024, 8L * 1024, 0);

    private static final Duration HOSTS_PATIENCE = Duration.ofSeconds(60);
    private static final int BATCH = 10;
    private static final long CALL_SECONDS = 120;

    private final Node node;
    private final GrpcEdge echo;
    private final AgentFleet fleet;
    private final ManagedChannel channel;
    private final ManagedChannel echoChannel;
    private final AtomicLong asked = new AtomicLong();

    private GrpcRegion(Node node, GrpcEdge echo, AgentFleet fleet, String address, String echoAddress) {
        this.node = node;
        this.echo = echo;
        this.fleet = fleet;
        this.channel = channel(address);
        this.echoChannel = channel(echoAddress);
    }

    /** @throws IllegalStateException when it cannot be started */
    static GrpcRegion start(Path folder, int hosts) throws InterruptedException {
        NodeSettings settings = NodeSettings.from(
                ConfigFactory.parseMap(Map.of("holdfast.edge.grpc.port", 0, "holdfast.edge.http.port", 0))
                        .withFallback(NodeSettings.in(folder)));
        EdgeSettings edge = settings.edge();
        try {
            Node node = Node.start(settings);
            GrpcEdge echo = GrpcEdge.start(
                    edge,
                    List.of(new Echo()),
                    new RegionRouter(RegionDirectory.none(settings.region())),
                    new CallFigures(new SimpleMeterRegistry()));
            AgentFleet fleet = AgentFleet.start(
                    FleetSettings.of(
                            node.grpcAddress(settings),
                            settings.region(),
                            folder.resolve("hosts"),
                            SimulatedHosts.like(hosts, HOST),
                            SimulatedSettings.of(1).withTimeScale(0)),
                    FleetListener.NONE);
            GrpcRegion region =
                    new GrpcRegion(node, echo, fleet, node.grpcAddress(settings), edge.grpcHost() + ":" + echo.port());
            fleet.allConnected().toCompletableFuture().get(HOSTS_PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return region;
        } catch (IOException | TimeoutException | ExecutionException failed) {
            throw new IllegalStateException("no region could be started: " + failed.getMessage(), failed);
        }
    }

    private static ManagedChannel channel(String address) {
        return Grpc.newChannelBuilder(address, InsecureChannelCredentials.create())
                .directExecutor()
                .build();
    }

    CompletableFuture<Empty> echo() {
        return call(echoChannel, Echo.ECHO, Empty.getDefaultInstance());
    }

    /** A read that is never stale. */
    CompletableFuture<Instance> get(String instance) {
        return call(
                channel,
                InstanceServiceGrpc.getGetInstanceMethod(),
                GetInstanceRequest.newBuilder().setName(name(instance)).build());
    }

    /** Ends when the stop is acknowledged, which is long before the instance has stopped. */
    CompletableFuture<Operation> stop(String instance) {
        return call(
                channel,
                InstanceServiceGrpc.getStopInstanceMethod(),
                StopInstanceRequest.newBuilder().setName(name(instance)).build());
    }

    /** Ends when the instance runs. */
    CompletableFuture<Operation> startAndRun(String instance) {
        return call(
                        channel,
                        InstanceServiceGrpc.getStartInstanceMethod(),
                        StartInstanceRequest.newBuilder()
                                .setName(name(instance))
                                .build())
                .thenCompose(this::done);
    }

    /** Ends when the instance runs. Ten that are asked for one after the other spread over the fault domains. */
    CompletableFuture<Operation> createAndRun(String instance) {
        return call(
                        channel,
                        InstanceServiceGrpc.getCreateInstanceMethod(),
                        CreateInstanceRequest.newBuilder()
                                .setParent(PARENT)
                                .setInstanceId(instance)
                                .setInstance(Instance.newBuilder()
                                        .setImage("bench")
                                        .setSpreadKey("batch-" + asked.getAndIncrement() / BATCH)
                                        .setSize(dev.holdfast.v1.Quantities.newBuilder()
                                                .setCores(1)
                                                .setMemoryMib(512)
                                                .setDiskGib(1)))
                                .build())
                .thenCompose(this::done);
    }

    /** Waits for an operation's end, which must be a good one. */
    CompletableFuture<Operation> done(Operation operation) {
        if (operation.getDone()) {
            return operation.hasError()
                    ? CompletableFuture.failedFuture(new IllegalStateException(
                            operation.getName() + ": " + operation.getError().getMessage()))
                    : CompletableFuture.completedFuture(operation);
        }
        return call(
                        channel,
                        OperationsGrpc.getWaitOperationMethod(),
                        WaitOperationRequest.newBuilder()
                                .setName(operation.getName())
                                .build())
                .thenCompose(this::done);
    }

    /** Changes an instance's one label; ends when that is acknowledged. */
    CompletableFuture<Operation> label(String instance, long number) {
        return call(
                channel,
                InstanceServiceGrpc.getUpdateInstanceMethod(),
                UpdateInstanceRequest.newBuilder()
                        .setInstance(
                                Instance.newBuilder().setName(name(instance)).putLabels(LABEL, value(number)))
                        .setUpdateMask(FieldMask.newBuilder().addPaths("labels"))
                        .build());
    }

    /** What {@link #label} makes of a number. */
    static String value(long number) {
        return "n-" + number;
    }

    /**
     * Watches the project's instances from now on.
     *
     * @return ends it
     */
    Runnable watch(StreamObserver<WatchInstancesResponse> watcher) {
        ClientCall<WatchInstancesRequest, WatchInstancesResponse> watch =
                channel.newCall(InstanceServiceGrpc.getWatchInstancesMethod(), CallOptions.DEFAULT);
        ClientCalls.asyncServerStreamingCall(
                watch, WatchInstancesRequest.newBuilder().setParent(PARENT).build(), watcher);
        return () -> watch.cancel("the bench has seen enough", null);
    }

    private static String name(String instance) {
        return PARENT + "/instances/" + instance;
    }

    private static <Q, A> CompletableFuture<A> call(ManagedChannel to, MethodDescriptor<Q, A> method, Q request) {
        CompletableFuture<A> answer = new CompletableFuture<>();
        ClientCalls.asyncUnaryCall(
                to.newCall(method, CallOptions.DEFAULT.withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)),
                request,
                new StreamObserver<A>() {
                    @Override
                    public void onNext(A value) {
                        answer.complete(value);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        answer.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {
                        answer.completeExceptionally(new IllegalStateException("no answer in the answer"));
                    }
                });
        return answer;
    }

    @Override
    public void close() {
        channel.shutdownNow();
        echoChannel.shutdownNow();
        fleet.close(Duration.ofSeconds(10));
        echo.close();
        node.close();
    }
}
