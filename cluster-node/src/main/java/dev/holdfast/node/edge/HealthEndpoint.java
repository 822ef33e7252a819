package dev.holdfast.node.edge;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/** {@code GET /health}: 200 once the region is served, 503 before, for whoever cannot speak gRPC. */
public final class HealthEndpoint implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService executor;

    private HealthEndpoint(HttpServer server, ExecutorService executor) {
        this.server = server;
        this.executor = executor;
    }

    /** @throws IOException when the address cannot be had */
    public static HealthEndpoint start(String host, int port, String region, BooleanSupplier serving)
            throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(host, port), 16);
        ExecutorService executor = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("holdfast-http").factory());
        server.setExecutor(executor);
        server.createContext("/health", exchange -> answer(exchange, region, serving.getAsBoolean()));
        server.start();
        return new HealthEndpoint(server, executor);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, String region, boolean serving) {
        try (exchange) {
            boolean known = exchange.getRequestURI().getPath().equals("/health");
            boolean allowed = exchange.getRequestMethod().equals("GET")
                    || exchange.getRequestMethod().equals("HEAD");
            int status = !known ? 404 : !allowed ? 405 : serving ? 200 : 503;
            byte[] body = ("{\"status\":\"" + (serving ? "serving" : "starting") + "\",\"region\":\"" + region
                            + "\"}\n")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            if (status == 405) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            }
            boolean withBody = known && exchange.getRequestMethod().equals("GET");
            exchange.sendResponseHeaders(status, withBody ? body.length : -1);
            if (withBody) {
                exchange.getResponseBody().write(body);
            }
        } catch (IOException gone) {
            throw new UncheckedIOException("whoever asked for /health has gone", gone);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdown();
    }
}
