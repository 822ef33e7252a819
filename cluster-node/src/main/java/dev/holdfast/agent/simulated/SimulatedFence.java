package dev.holdfast.agent.simulated;

import dev.holdfast.agent.BootTime;
import dev.holdfast.agent.Fence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * A simulated host's lease, in a file, so that it goes on when the process dies: then the host is taken to have a
 * watchdog that looked at it all the while. Its clock is the wall's.
 */
final class SimulatedFence implements Fence {
    /** The file's name in a host's directory. */
    static final String FILE = "lease";

    private static final String BOOT = "simulated";

    /** @param end absent when none was ever granted */
    private record Held(Optional<Instant> end, long spell) {}

    private final Path file;
    private final Duration length;
    private final InstantSource clock;
    private final Executor turn;
    private final Runnable extended;
    private volatile Held held;

    /**
     * @param turn runs one thing at a time
     * @param extended told, on the turn, when the lease lasts on
     * @throws IOException when the file cannot be read, or makes no sense
     */
    SimulatedFence(Path directory, Duration length, InstantSource clock, Executor turn, Runnable extended)
            throws IOException {
        this.file = directory.resolve(FILE);
        this.length = length;
        this.clock = clock;
        this.turn = turn;
        this.extended = extended;
        this.held = new Held(read(file), 0);
    }

    private static Optional<Instant> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(Files.readString(file).strip()));
        } catch (java.time.format.DateTimeParseException wrong) {
            throw new IOException(file + " must say until when the lease lasts; remove it while no agent runs", wrong);
        }
    }

    @Override
    public Duration lease() {
        return length;
    }

    @Override
    public BootTime now() {
        return new BootTime(BOOT, Duration.between(Instant.EPOCH, clock.instant()));
    }

    @Override
    public boolean holds() {
        return end().filter(clock.instant()::isBefore).isPresent();
    }

    @Override
    public long spell() {
        return held.spell();
    }

    /** Until when it lasts, or did. */
    Optional<Instant> end() {
        return held.end();
    }

    @Override
    public CompletionStage<Void> renew(BootTime asked) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        extend(Instant.EPOCH.plus(asked.up()).plus(length));
                    } catch (IOException failed) {
                        throw new UncheckedIOException(failed);
                    }
                },
                turn);
    }

    private void extend(Instant end) throws IOException {
        boolean unbroken = holds();
        if (unbroken && !end().filter(end::isAfter).isPresent()) {
            return;
        }
        Path fresh = file.resolveSibling(FILE + ".new");
        Files.writeString(fresh, end + "\n");
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        held = new Held(Optional.of(end), unbroken ? held.spell() : held.spell() + 1);
        extended.run();
    }
}
