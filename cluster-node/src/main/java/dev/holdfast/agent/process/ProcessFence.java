package dev.holdfast.agent.process;

import dev.holdfast.agent.BootTime;
import dev.holdfast.agent.Fence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** The lease's writing side. It has a thread of its own, so that nothing the driver does makes a renewal late. */
final class ProcessFence implements Fence {
    private final Path directory;
    private final Duration lease;
    private final BootClock clock;
    private final Executor writer;

    /** @param writer runs one thing at a time */
    ProcessFence(Path directory, Duration lease, BootClock clock, Executor writer) {
        this.directory = directory;
        this.lease = lease;
        this.clock = clock;
        this.writer = writer;
    }

    @Override
    public Duration lease() {
        return lease;
    }

    @Override
    public BootTime now() {
        try {
            return clock.read();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public CompletionStage<Void> renew(BootTime asked) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        new Lease.Until(asked.plus(lease)).write(directory);
                    } catch (IOException failed) {
                        throw new UncheckedIOException(failed);
                    }
                },
                writer);
    }
}
