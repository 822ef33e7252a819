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
import java.util.concurrent.atomic.AtomicReference;

/** The lease's writing side. It has a thread of its own, so that nothing the driver does makes a renewal late. */
final class ProcessFence implements Fence {
    /** The lease as it is in the file, and how often it was had again after it was over. */
    private record Held(Lease lease, long spell) {}

    private final Path directory;
    private final Duration length;
    private final BootClock clock;
    private final Executor writer;
    private final AtomicReference<Held> held;

    /**
     * @param before what is in the file
     * @param writer runs one thing at a time
     */
    ProcessFence(Path directory, Duration length, Lease before, BootClock clock, Executor writer) {
        this.directory = directory;
        this.length = length;
        this.clock = clock;
        this.writer = writer;
        this.held = new AtomicReference<>(new Held(before, 0));
    }

    @Override
    public Duration lease() {
        return length;
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
    public boolean holds() {
        return held.get().lease().holds(now());
    }

    @Override
    public long spell() {
        return held.get().spell();
    }

    @Override
    public CompletionStage<Void> renew(BootTime asked) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        extend(asked.plus(length));
                    } catch (IOException failed) {
                        throw new UncheckedIOException(failed);
                    }
                },
                writer);
    }

    /** The spell is told before the file is: whoever finds the lease in the file knows which one it is. */
    private void extend(BootTime end) throws IOException {
        Held before = held.get();
        boolean unbroken = before.lease().holds(now());
        if (unbroken && before.lease() instanceof Lease.Until(BootTime known) && !known.isBefore(end)) {
            return;
        }
        Lease after = new Lease.Until(end);
        if (!unbroken) {
            held.set(new Held(before.lease(), before.spell() + 1));
        }
        after.write(directory);
        held.set(new Held(after, held.get().spell()));
    }
}
