package dev.holdfast.sim.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One life of a node in a process of its own, which ends at the latest with this one: its standard input is ours. What
 * it says besides its ready line goes to the listener, what it logs to a file.
 */
public final class NodeProcess implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("ready grpc=(\\S+) http=(\\S+)");
    private static final Duration END_PATIENCE = Duration.ofSeconds(30);

    /**
     * How to start it.
     *
     * @param mainClass takes the arguments of {@code dev.holdfast.node.NodeMain}
     * @param folder holds the data, the settings and the log file
     * @param grpcPort 0 for any free one
     * @param settings more lines of settings, each {@code key = value}
     * @param heapMib of its JVM
     */
    public record Launch(String mainClass, Path folder, int grpcPort, List<String> settings, int heapMib) {
        public Launch {
            settings = List.copyOf(settings);
        }

        public static Launch of(Path folder, int grpcPort) {
            return new Launch("dev.holdfast.node.NodeMain", folder, grpcPort, List.of(), 1_024);
        }
    }

    private final Process process;
    private final CompletableFuture<String> grpc = new CompletableFuture<>();
    private final Path logFile;

    private NodeProcess(Process process, Path logFile) {
        this.process = process;
        this.logFile = logFile;
    }

    /** Starts it and does not wait until it is ready. */
    public static NodeProcess start(Launch launch, Consumer<String> said) throws IOException {
        Files.createDirectories(launch.folder());
        Path settings = launch.folder().resolve("node.conf");
        List<String> lines = new ArrayList<>(List.of(
                "holdfast.log.rocksdb.directory = \""
                        + launch.folder().toAbsolutePath().resolve("log") + "\"",
                "holdfast.edge.grpc.port = " + launch.grpcPort(),
                "holdfast.edge.http.port = 0"));
        lines.addAll(launch.settings());
        Files.write(settings, lines);
        Path logFile = launch.folder().resolve("node.log");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseCompactObjectHeaders",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx" + launch.heapMib() + "m",
                "-Dholdfast.log.file=" + logFile.toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                launch.mainClass(),
                "--until-input-ends",
                settings.toAbsolutePath().toString());
        builder.redirectError(ProcessBuilder.Redirect.appendTo(
                launch.folder().resolve("node.err").toFile()));
        NodeProcess started = new NodeProcess(builder.start(), logFile);
        Thread.ofPlatform()
                .daemon()
                .name("node-output-" + started.process.pid())
                .start(() -> started.listen(said));
        return started;
    }

    /**
     * Where it serves gRPC, once it does.
     *
     * @throws IllegalStateException when it ended, or did not serve in time
     */
    public String awaitReady(Duration patience) throws InterruptedException {
        try {
            return grpc.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException never) {
            throw new IllegalStateException(
                    "the node was not ready within " + patience.toSeconds() + " s; see " + logFile, never);
        }
    }

    /** Where it serves, if it does already. */
    public Optional<String> ready() {
        return grpc.isDone() && !grpc.isCompletedExceptionally() ? Optional.of(grpc.join()) : Optional.empty();
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL; gives back control when the process is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Ends it in good order, by ending its input. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            awaitEnd();
        } catch (IOException alreadyGone) {
            process.destroyForcibly();
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void awaitEnd() throws InterruptedException {
        if (!process.waitFor(END_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("node " + process.pid() + " did not end within " + END_PATIENCE);
        }
    }

    private void listen(Consumer<String> said) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher ready = READY.matcher(line);
                if (ready.matches()) {
                    grpc.complete(ready.group(1));
                } else {
                    said.accept(line);
                }
            }
        } catch (IOException closed) {
            grpc.completeExceptionally(new UncheckedIOException(closed));
        } finally {
            grpc.completeExceptionally(new IllegalStateException("the node ended before it was ready"));
        }
    }
}
