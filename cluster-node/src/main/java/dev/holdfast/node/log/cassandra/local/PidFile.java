package dev.holdfast.node.log.cassandra.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which process was started: its number, and when it began, since numbers are given again. So whoever ends it later
 * ends that one and no other.
 */
public final class PidFile {
    private PidFile() {}

    public static void write(Path file, ProcessHandle process) throws IOException {
        Files.writeString(
                file,
                process.pid() + "\n" + began(process).map(Instant::toEpochMilli).orElse(0L) + "\n");
    }

    /** The process, if it is still that one. */
    public static Optional<ProcessHandle> read(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            long pid = Long.parseLong(lines.get(0).strip());
            long millis = Long.parseLong(lines.get(1).strip());
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> began(process).map(Instant::toEpochMilli).orElse(0L) == millis);
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException none) {
            return Optional.empty();
        }
    }

    public static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot delete " + file, failed);
        }
    }

    private static Optional<Instant> began(ProcessHandle process) {
        return process.info().startInstant();
    }
}
