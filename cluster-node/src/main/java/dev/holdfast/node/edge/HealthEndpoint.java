package dev.holdfast.node.edge;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * For whoever cannot speak gRPC: {@code GET /health} answers 200 while this node serves its region and 503 before and
 * after, {@code /health/live} and {@code /health/ready} what {@link HealthPages} says, {@code GET /metrics} the node's
 * figures in Prometheus's text format.
 */
public final class HealthEndpoint implements AutoCloseable {
    private record Answer(int status, String type, String body) {}

    /**
     * One who asks for figures and does not read them holds a thread; a probe must find another, or the node dies of
     * it.
     */
    private static final int THREADS = 8;

    private final HttpServer server;
    private final ExecutorService executor;

    private HealthEndpoint(HttpServer server, ExecutorService executor) {
        this.server = server;
        this.executor = executor;
    }

    /** @throws IOException when the address cannot be had */
    public static HealthEndpoint start(String host, int port, HealthPages health, Supplier<String> figures)
            throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(host, port), 16);
        ExecutorService executor = Executors.newFixedThreadPool(
                THREADS, Thread.ofPlatform().daemon().name("holdfast-http-", 0).factory());
        server.setExecutor(executor);
        page(server, "/health", () -> answer(health.health()));
        page(server, "/health/live", () -> answer(health.live()));
        page(server, "/health/ready", () -> answer(health.ready()));
        page(server, "/metrics", () -> new Answer(200, "text/plain; version=0.0.4; charset=utf-8", figures.get()));
        server.start();
        return new HealthEndpoint(server, executor);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private static Answer answer(HealthPages.Page page) {
        return new Answer(page.status(), "application/json", page.body());
    }

    private static void page(HttpServer server, String path, Supplier<Answer> content) {
        server.createContext(path, exchange -> answer(exchange, path, content));
    }

    private static void answer(HttpExchange exchange, String path, Supplier<Answer> content) {
        try (exchange) {
            boolean known = exchange.getRequestURI().getPath().equals(path);
            String method = exchange.getRequestMethod();
            boolean allowed = method.equals("GET") || method.equals("HEAD");
            Answer answer = content.get();
            int status = !known ? 404 : !allowed ? 405 : answer.status();
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            if (status == 405) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            }
            boolean withBody = known && method.equals("GET");
            exchange.sendResponseHeaders(status, withBody ? body.length : -1);
            if (withBody) {
                exchange.getResponseBody().write(body);
            }
        } catch (IOException gone) {
            throw new UncheckedIOException("whoever asked for " + path + " has gone", gone);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdown();
    }
}
