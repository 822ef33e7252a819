package dev.holdfast.agent.process;

import dev.holdfast.core.shared.Quantities;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** A host's agent as a process of its own, with a lease as short as a test wants it. */
final class ProcessAgentMain {
    private ProcessAgentMain() {}

    /** @param arguments nodes with commas between, region, host, how long the lease lasts, images, data */
    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        Path data = Path.of(arguments[5]);
        ProcessAgent agent = ProcessAgent.start(
                new ProcessHost(
                        List.of(arguments[0].split(",", -1)),
                        arguments[1],
                        arguments[2],
                        new Quantities(2, 1_024, 0, 0),
                        "fd-" + arguments[2],
                        data,
                        "test"),
                new ProcessSettings(
                        data.resolve("process"),
                        Path.of(arguments[4]),
                        Optional.of(Duration.parse(arguments[3])),
                        Optional.empty()));
        String why = agent.refused().toCompletableFuture().get();
        throw new IllegalStateException("this host will not be connected: " + why);
    }
}
