package dev.holdfast.agent.process;

import dev.holdfast.agent.BootTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/**
 * Until when what runs on a host may go on, and the file in which the agent tells the watchdog and every launch. It is
 * replaced as a whole, so a crash leaves the old lease or the new one; it is not synced, because no lease of an earlier
 * boot counts.
 */
sealed interface Lease {
    /** The file's name in a driver's folder. */
    String FILE = "lease";

    /** None was ever written here. */
    record Unwritten() implements Lease {}

    /** There is no watchdog, and what runs goes on for ever. */
    record Endless() implements Lease {}

    record Until(BootTime end) implements Lease {}

    /** Whether what runs may go on now. */
    default boolean holds(BootTime now) {
        return switch (this) {
            case Unwritten _ -> false;
            case Endless _ -> true;
            case Until(BootTime end) -> now.isBefore(end);
        };
    }

    /** @throws IOException when it cannot be read, or makes no sense */
    static Lease read(Path folder) throws IOException {
        String text;
        try {
            text = Files.readString(folder.resolve(FILE)).strip();
        } catch (NoSuchFileException _) {
            return new Unwritten();
        }
        if (text.equals("none")) {
            return new Endless();
        }
        String[] parts = text.split(" ", -1);
        if (parts.length != 2 || !parts[1].matches("[0-9]{1,18}")) {
            throw new IOException(folder.resolve(FILE) + " must say 'none' or a boot and milliseconds but says '" + text
                    + "'; remove it while no agent runs");
        }
        return new Until(new BootTime(parts[0], Duration.ofMillis(Long.parseLong(parts[1]))));
    }

    /** Never called by two at once. */
    default void write(Path folder) throws IOException {
        String text = switch (this) {
            case Unwritten _ -> throw new IllegalStateException("what was not written cannot be");
            case Endless _ -> "none";
            case Until(BootTime end) -> end.boot() + " " + end.up().toMillis();
        };
        Path fresh = folder.resolve(FILE + ".new");
        Files.writeString(fresh, text + "\n");
        Files.move(fresh, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
