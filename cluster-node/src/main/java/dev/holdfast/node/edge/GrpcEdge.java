package dev.holdfast.node.edge;

import dev.holdfast.node.telemetry.CallFigures;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The gRPC server: our services, health, reflection. Healthy only once the region is served. */
public final class GrpcEdge implements AutoCloseable {
    /** An agent's hello with a few thousand residents is the largest message that anybody sends. */
    private static final int MESSAGE_BYTES_AT_MOST = 4 << 20;

    private static final int CALLS_PER_CONNECTION_AT_MOST = 8_192;
    private static final long DRAIN_SECONDS = 5;

    private final Server server;
    private final HealthStatusManager health;
    private final ExecutorService executor;

    private GrpcEdge(Server server, HealthStatusManager health, ExecutorService executor) {
        this.server = server;
        this.health = health;
        this.executor = executor;
    }

    /**
     * @param router sends on what is about another region
     * @throws IOException when the address cannot be had, or the certificate cannot be read
     */
    public static GrpcEdge start(
            EdgeSettings settings, List<BindableService> services, RegionRouter router, CallFigures figures)
            throws IOException {
        HealthStatusManager health = new HealthStatusManager();
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.NOT_SERVING);
        ExecutorService executor = Executors.newFixedThreadPool(
                Math.max(2, Runtime.getRuntime().availableProcessors()),
                Thread.ofPlatform().daemon().name("holdfast-grpc-", 0).factory());
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(settings.grpcHost(), settings.grpcPort()))
                .executor(executor)
                .maxInboundMessageSize(MESSAGE_BYTES_AT_MOST)
                .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION_AT_MOST)
                .permitKeepAliveTime(5, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .keepAliveTime(20, TimeUnit.SECONDS)
                .keepAliveTimeout(10, TimeUnit.SECONDS)
                // Those that are named last come first.
                .intercept(router)
                .intercept(new ValidationInterceptor())
                .intercept(new LoadInterceptor(settings.limits(), System::nanoTime, figures))
                .intercept(new CallsInterceptor(figures));
        settings.tls()
                .ifPresent(tls -> builder.useTransportSecurity(
                        tls.certificate().toFile(), tls.key().toFile()));
        services.forEach(service -> builder.addService(RequestReading.tolerant(service.bindService())));
        builder.addService(health.getHealthService());
        builder.addService(ProtoReflectionServiceV1.newInstance());
        return new GrpcEdge(builder.build().start(), health, executor);
    }

    public int port() {
        return server.getPort();
    }

    /** From now on the health service says so. */
    public void serving() {
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.SERVING);
    }

    /** From now on the health service says that calls belong to other nodes. */
    public void stopping() {
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.NOT_SERVING);
    }

    /** Takes no new calls, gives those under way a few seconds, then ends them. */
    @Override
    public void close() {
        if (server.isShutdown()) {
            return;
        }
        health.enterTerminalState();
        server.shutdown();
        try {
            if (!server.awaitTermination(DRAIN_SECONDS, TimeUnit.SECONDS)) {
                server.shutdownNow();
                server.awaitTermination(DRAIN_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException stopped) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        executor.shutdown();
    }
}
